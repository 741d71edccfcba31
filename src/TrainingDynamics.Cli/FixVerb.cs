using TrainingDynamics.Review;

namespace TrainingDynamics.Cli;

/// <summary><c>td fix</c>: the training file with corrected labels, and back.</summary>
sealed class FixVerb : IVerb
{
    static readonly string[] KeepOrDrop = ["keep", "drop"];

    readonly Argument<string?> _run = new("RUN") { Arity = ArgumentArity.ZeroOrOne };
    readonly Option<string?> _queue = new("--queue");
    readonly Option<string?> _corrections = new("--corrections");
    readonly OutputOption _output = new();
    readonly Option<bool> _dryRun = new("--dry-run");
    readonly Option<string> _ambiguous = new("--ambiguous") { DefaultValueFactory = _ => "keep" };
    readonly Option<string> _removed = new("--removed") { DefaultValueFactory = _ => "drop" };
    readonly Option<string?> _conflicts = new("--conflicts");
    readonly Option<string?> _source = new("--source");
    readonly Option<string?> _patch = new("--patch");
    readonly Option<string?> _reverse = new("--reverse");
    readonly TableOptions _table = new();

    public string Page => """
        td fix RUN: write the training file with corrected labels, else byte for byte

          td fix RUN --queue q1 -o train.fixed.tsv
          td fix --reverse train.fixed.tsv.audit.jsonl -o train.tsv

        RUN                a run folder
        --queue NAME       change what the review of this queue decided
        --corrections FILE or what a table says, in the columns guid and label
        -o, --output FILE  in the source's format; beside it FILE.audit.jsonl says who
                           changed what, and FILE.patch.csv has the changes by text
        --dry-run          show the changes and the classes before and after
        --ambiguous WORD   keep or drop rows that no label fits (keep)
        --removed WORD     drop or keep rows that a reviewer removes (drop)
        --conflicts RULE   where reviewers differ: majority, crowdlab or reviewer:NAME
        --source FILE      where the training file lies now (where the run read it)
        --patch FILE       RUN is another copy of the data: apply a patch to it; its
                           columns and form as in td train: --text-column,
                           --text-pair-column, --label-column, --guid-column,
                           --delimiter, --quoting
        --reverse AUDIT    make the source of the file beside this audit again
        """;

    public IReadOnlyList<Symbol> Symbols =>
        [_run, _queue, _corrections, _output, _dryRun, _ambiguous, _removed, _conflicts, _source, _patch, _reverse, .. _table.All];

    public ExitCode Execute(ParseResult parsed)
    {
        var output = OutputOf(parsed);
        Option[] ways = [_queue, _corrections, _patch, _reverse];
        Option[] given = [.. ways.Where(option => parsed.GetResult(option) is { Implicit: false })];
        if (given.Length != 1)
        {
            throw new UsageException(given.Length == 0
                ? $"nothing says what to change; pass {_queue.Name} NAME, {_corrections.Name} FILE, {_patch.Name} FILE or {_reverse.Name} AUDIT"
                : $"{given[0].Name} and {given[1].Name} are both given, expected one of them");
        }

        if (given[0] != _patch && parsed.FirstGiven(_table.All) is { } column)
        {
            throw new UsageException($"{column.Name} is for {_patch.Name}; a run knows the columns of its training file");
        }

        if (parsed.GetValue(_reverse) is { } audit)
        {
            Reverse(parsed, audit, output);
        }
        else
        {
            Change(parsed, output);
        }

        return ExitCode.Done;
    }

    string? OutputOf(ParseResult parsed) => parsed.GetValue(_output) is WholeFile.StandardOutput
        ? throw new UsageException($"{_output.Name} is standard output, expected a file, for an audit and a patch lie beside it")
        : _output.Read(parsed);

    void Reverse(ParseResult parsed, string audit, string? output)
    {
        if (parsed.GetValue(_run) is { } run)
        {
            throw new UsageException($"{_reverse.Name} needs no RUN, but {run} is given; the audit and the file beside it are enough");
        }

        var back = output ?? throw new UsageException($"no file is named; pass {_output.Name} FILE");
        var rows = FixAudit.reverse(audit, back);
        Console.WriteLine(Invariant($"{rows:N0} rows are as they were before"));
        Console.WriteLine($"source    {TerminalText.Of(back)}");
        VerbOutput.Json(() => new JsonObject { ["audit"] = audit, ["rows"] = rows, ["files"] = new JsonObject { ["source"] = back } });
    }

    void Change(ParseResult parsed, string? output)
    {
        var isDry = parsed.GetValue(_dryRun);
        if (output is null != isDry)
        {
            throw new UsageException(isDry
                ? $"{_dryRun.Name} writes nothing, but {_output.Name} is given; leave one of them out"
                : $"no file is named; pass {_output.Name} FILE, or {_dryRun.Name} to see the changes");
        }

        var run = parsed.GetValue(_run) ?? throw new UsageException($"no RUN is given, expected the run whose training file is corrected; with {_patch.Name} the data file");
        var (plan, origin) = parsed.GetValue(_patch) is { } patch ? OfPatch(parsed, run, patch) : OfRun(parsed, run);
        var relabelled = plan.Rows.Length - plan.Removed.Count;
        Console.WriteLine(Invariant($"{relabelled:N0} of {plan.Table.RowCount:N0} rows get another label, {plan.Removed.Count:N0} are removed")
            + (plan.Already > 0 ? Invariant($"; {plan.Already:N0} have theirs already") : ""));
        WriteClasses(plan);
        if (isDry && VerbOutput.IsShown && plan.Rows.Length > 0)
        {
            WriteRows(plan);
        }

        var files = output is null ? null : Fix.write(plan, origin, output);
        if (files is not null)
        {
            Console.WriteLine($"fixed     {TerminalText.Of(files.File)}");
            Console.WriteLine($"audit     {TerminalText.Of(files.Audit)}");
            Console.WriteLine($"patch     {TerminalText.Of(files.Patch)}");
        }

        VerbOutput.Json(() => Json(plan, relabelled, files));
    }

    (FixPlan Plan, string Origin) OfRun(ParseResult parsed, string run)
    {
        var examples = new RunExamples(run);
        var recorded = examples.Recorded ?? throw new UsageException($"{run} has no run.json that names its training file, expected a run that td trained");
        var source = parsed.GetValue(_source) is { } path ? recorded with { Path = path } : recorded;
        if (!File.Exists(source.Path))
        {
            throw new UsageException($"{source.Path}, which the run was trained on, is not there; pass where it lies now as {_source.Name} FILE");
        }

        Correction[] corrections;
        string origin;
        if (parsed.GetValue(_queue) is { } name)
        {
            var folder = ReviewFolder.Of(run, name);
            var rules = new FixRules(
                ConflictRuleModule.ofWords(parsed.GetValue(_conflicts)), Word(parsed, _ambiguous) == "drop", Word(parsed, _removed) == "drop");
            corrections = CorrectionModule.ofReview(rules, QueueFile.read(folder), DecisionJournal.ReadAll(folder));
            origin = $"queue {name} of {run}";
        }
        else
        {
            var table = parsed.GetValue(_corrections)!;
            corrections = CorrectionModule.ofTable(table);
            origin = table;
        }

        var plan = FixPlanModule.make(source, [.. examples.LabelNames], corrections);
        if (plan.Table.Sha256 != recorded.Sha256)
        {
            VerbOutput.Note($"note: {source.Path} is not the file that the run was trained on (its SHA-256 is not that of run.json), but the rows to change are what they were");
        }

        return (plan, origin);
    }

    (FixPlan Plan, string Origin) OfPatch(ParseResult parsed, string data, string patch)
    {
        var copy = Fix.fileOf(_table.Of(parsed, data));
        var (corrections, missing) = Fix.ofPatch(patch, copy);
        if (missing > 0)
        {
            VerbOutput.Note(Invariant($"note: {missing:N0} texts of {patch} are not in {data}"));
        }

        return (FixPlanModule.make(copy, [], corrections), patch);
    }

    static string Word(ParseResult parsed, Option<string> option) => parsed.GetRequiredValue(option) is var word && KeepOrDrop.Contains(word)
        ? word
        : throw new UsageException($"{option.Name} is '{word}', expected {string.Join(" or ", KeepOrDrop)}");

    static void WriteClasses(FixPlan plan)
    {
        var labels = TerminalText.Labels(plan.Labels);
        var rows = labels.Select((label, i) => new[] { label, Invariant($"{plan.Before[i]:N0}"), Invariant($"{plan.After[i]:N0}") });
        foreach (var line in TextTable.Lines(["class", ">before", ">after"], rows, TerminalText.Width()))
        {
            Console.WriteLine(line);
        }
    }

    static void WriteRows(FixPlan plan)
    {
        Console.WriteLine();
        var rows = plan.Rows.Select(row => new[]
        {
            row.Correction.Guid,
            row.Line is { } line ? Invariant($"{line}") : "",
            row.Correction.Given,
            row.Correction.New.Length == 0 ? "removed" : row.Correction.New,
            row.Correction.Who,
            row.Correction.Rule,
        });
        foreach (var line in TextTable.Lines([">guid", ">line", "given", "new", "who", "rule"], rows, TerminalText.Width()))
        {
            Console.WriteLine(line);
        }
    }

    static JsonObject Json(FixPlan plan, int relabelled, FixedFiles? files) => new()
    {
        ["source"] = plan.Source.Path,
        ["rows"] = plan.Table.RowCount,
        ["relabelled"] = relabelled,
        ["removed"] = plan.Removed.Count,
        ["already"] = plan.Already,
        ["classes"] = JsonValues.Each(Enumerable.Range(0, plan.Labels.Length), i => new JsonObject
        {
            ["label"] = plan.Labels[i],
            ["before"] = plan.Before[i],
            ["after"] = plan.After[i],
        }),
        ["changes"] = JsonValues.Each(plan.Rows, row => new JsonObject
        {
            ["guid"] = row.Correction.Guid,
            ["row"] = row.Row,
            ["line"] = row.Line,
            ["given"] = row.Correction.Given,
            ["new"] = row.Correction.New.Length == 0 ? null : row.Correction.New,
            ["who"] = row.Correction.Who,
            ["rule"] = row.Correction.Rule,
        }),
        ["files"] = new JsonObject { ["fixed"] = files?.File, ["audit"] = files?.Audit, ["patch"] = files?.Patch },
    };
}
