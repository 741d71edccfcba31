using TrainingDynamics.Dashboard;
using TrainingDynamics.Review;

namespace TrainingDynamics.Cli;

/// <summary><c>td review</c>: people decide the rows of a queue.</summary>
sealed class ReviewVerb : IVerb
{
    const int NextRows = 10;

    readonly Argument<string> _run = new("RUN");
    readonly Option<string> _queue = new("--queue") { Required = true };
    readonly Option<string?> _reviewer = new("--reviewer");
    readonly Option<bool> _blind = new("--blind");
    readonly Option<bool> _status = new("--status");
    readonly Option<bool> _conflicts = new("--conflicts");
    readonly Option<string?> _merge = new("--merge");
    readonly Option<string[]> _export = new("--export") { Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true };
    readonly Option<string[]> _import = new("--import") { Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true };

    public string Page => """
        td review RUN: decide which labels of a queue are right

          td review RUN --queue q1 --reviewer kim

        RUN                run folder in which td issues --queue has drawn the queue
        --queue NAME       the queue
        --reviewer NAME    who decides: one row at a time in this terminal; every act is
                           on disk before the next row; a review goes on where it was
        --blind            show neither suggestion nor reason
        --status           how far every reviewer is, and how far they agree
        --conflicts        the rows that they decide differently, and those of which one
                           more opinion tells most
        --merge FILE       add a journal (decisions-NAME.jsonl) from elsewhere
        --export FORMAT FILE
                           write the queue as csv, label-studio or cleanlab
        --import FORMAT FILE
                           take such a tool's answers as the decisions of --reviewer

        Keys: a digit takes that label, l searches one, Enter takes the suggestion, k
        keeps, m ambiguous, d removes, space skips, Backspace undoes, n writes a note,
        q leaves.
        """;

    public IReadOnlyList<Symbol> Symbols => [_run, _queue, _reviewer, _blind, _status, _conflicts, _merge, _export, _import];

    public ExitCode Execute(ParseResult parsed)
    {
        var run = parsed.GetRequiredValue(_run);
        var folder = ReviewFolder.Of(run, parsed.GetRequiredValue(_queue));
        var queue = QueueFile.read(folder);
        Option[] ways = [_status, _conflicts, _merge, _export, _import];
        Option[] given = [.. ways.Where(option => parsed.GetResult(option) is { Implicit: false })];
        if (given.Length > 1)
        {
            throw new UsageException($"{given[0].Name} and {given[1].Name} are both given, expected one of them");
        }

        var way = given.FirstOrDefault();
        if (way is not null && way != _import && parsed.FirstGiven([_reviewer, _blind]) is { } sitting)
        {
            throw new UsageException($"{sitting.Name} is for a review, and {way.Name} is given too; leave one of them out");
        }

        if (way == _status)
        {
            WriteStatus(run, folder, queue);
        }
        else if (way == _conflicts)
        {
            WriteConflicts(run, folder, queue);
        }
        else if (way == _merge)
        {
            Merge(run, folder, queue, parsed.GetValue(_merge)!);
        }
        else if (way == _export)
        {
            Export(run, folder, queue, parsed.GetValue(_export)!);
        }
        else
        {
            var reviewer = parsed.GetValue(_reviewer) ?? throw new UsageException($"nobody is named who decides; pass {_reviewer.Name} NAME, or {_status.Name}");
            if (way == _import)
            {
                Import(run, folder, queue, reviewer, parsed.GetValue(_import)!);
            }
            else
            {
                Review(run, folder, queue, reviewer, parsed.GetValue(_blind));
            }
        }

        return ExitCode.Done;
    }

    static void Review(string run, ReviewFolder folder, Queue queue, string reviewer, bool isBlind)
    {
        if (!TerminalDashboard.HasTerminal || !VerbOutput.IsShown)
        {
            throw new UsageException("a review needs a terminal, without --json and -q; or exchange the queue with another tool by --export and --import");
        }

        using var journal = DecisionJournal.Open(folder, reviewer);
        var session = ReviewTerminal.Run(queue, journal, RunSource.Examples(run), isBlind);
        Console.WriteLine(Invariant($"{ReviewSessionModule.decided(session):N0} of {queue.Rows.Length:N0} rows are decided by {reviewer}"));
        Console.WriteLine($"decisions {TerminalText.Of(folder.JournalPath(reviewer))}");
    }

    static void WriteJson(string run, Queue queue, string count, int number, string file, string path) => VerbOutput.Json(() => new JsonObject
    {
        ["run"] = run,
        ["queue"] = queue.Name,
        [count] = number,
        ["files"] = new JsonObject { [file] = path },
    });

    static void WriteStatus(string run, ReviewFolder folder, Queue queue)
    {
        var status = ReviewStatusModule.make(queue, DecisionJournal.ReadAll(folder));
        Console.WriteLine(Invariant($"{status.Decided:N0} of {status.Rows:N0} rows are decided, {status.Conflicts:N0} in conflict"));
        var rows = status.Reviewers.Select(one => new[]
        {
            one.Reviewer,
            Count(one.Decided), Count(one.Kept), Count(one.Relabelled), Count(one.Ambiguous), Count(one.Removed), Count(one.Skipped), Count(one.Top), Count(one.Random),
            double.IsFinite(one.SecondsPerHundred) ? Invariant($"{one.SecondsPerHundred / 60:F1} min") : "",
        });
        WriteTable(["reviewer", ">decided", ">kept", ">relabelled", ">ambiguous", ">removed", ">skipped", ">top", ">random", ">for 100"], rows, status.Reviewers.Length);
        var pairs = status.Pairs.Select(pair => new[]
            { $"{pair.First}, {pair.Second}", Count(pair.Rows), Number(pair.Raw), Number(pair.Kappa) });
        WriteTable(["reviewers", ">rows of both", ">agreement", ">kappa"], pairs, status.Pairs.Length);
        if (double.IsFinite(status.Alpha))
        {
            Console.WriteLine(Invariant($"Krippendorff's alpha of all labels {status.Alpha:F3}"));
        }

        VerbOutput.Json(() => new JsonObject
        {
            ["run"] = run,
            ["queue"] = queue.Name,
            ["rows"] = status.Rows,
            ["decided"] = status.Decided,
            ["conflicts"] = status.Conflicts,
            ["reviewers"] = JsonValues.Each(status.Reviewers, one => new JsonObject
            {
                ["reviewer"] = one.Reviewer,
                ["decided"] = one.Decided,
                ["kept"] = one.Kept,
                ["relabelled"] = one.Relabelled,
                ["ambiguous"] = one.Ambiguous,
                ["removed"] = one.Removed,
                ["skipped"] = one.Skipped,
                ["top"] = one.Top,
                ["random"] = one.Random,
                ["seconds_per_hundred"] = JsonValues.Of(one.SecondsPerHundred),
            }),
            ["pairs"] = JsonValues.Each(status.Pairs, pair => new JsonObject
            {
                ["reviewers"] = JsonValues.Each([pair.First, pair.Second], name => name),
                ["rows"] = pair.Rows,
                ["agreement"] = JsonValues.Of(pair.Raw),
                ["kappa"] = JsonValues.Of(pair.Kappa),
            }),
            ["alpha"] = JsonValues.Of(status.Alpha),
        });
    }

    static void WriteConflicts(string run, ReviewFolder folder, Queue queue)
    {
        var acts = DecisionJournal.ReadAll(folder);
        var conflicts = Consensus.reviews(queue, acts).Where(review => review.IsConflict).ToArray();
        var next = ReviewStatusModule.next(NextRows, queue, acts);
        var examples = RunSource.Examples(run);
        var width = TerminalText.Width();
        Console.WriteLine(Invariant($"{conflicts.Length:N0} of {queue.Rows.Length:N0} rows are decided differently"));
        WriteTable(
            [">guid", "given", "suggested", "decisions", "text"],
            conflicts.Select(review => new[]
            {
                review.Row.Guid.ToString(), review.Row.Given, review.Row.Suggested,
                string.Join(", ", review.Acts.Select(act => $"{act.Reviewer} {WordOf(act)}")), examples.TextOf(review.Row.Guid),
            }),
            conflicts.Length);
        if (next.Length > 0)
        {
            Console.WriteLine("one more opinion tells most of these (ActiveLab, low first):");
            WriteTable(
                [">guid", "given", "likeliest", ">with", ">score", "text"],
                next.Select(one => new[]
                {
                    one.Row.Guid.ToString(), one.Row.Given, one.Label, Number(one.Quality), Number(one.Score), examples.TextOf(one.Row.Guid),
                }),
                next.Length);
        }

        VerbOutput.Json(() => new JsonObject
        {
            ["run"] = run,
            ["queue"] = queue.Name,
            ["conflicts"] = JsonValues.Each(conflicts, review => new JsonObject
            {
                ["guid"] = JsonValues.Of(review.Row.Guid),
                ["given"] = review.Row.Given,
                ["suggested"] = review.Row.Suggested,
                ["decisions"] = JsonValues.Each(review.Acts, act => new JsonObject
                {
                    ["reviewer"] = act.Reviewer,
                    ["decision"] = DecisionModule.word(act.Verdict),
                    ["label"] = act.Label.Length == 0 ? null : act.Label,
                }),
            }),
            ["next"] = JsonValues.Each(next, one => new JsonObject
            {
                ["guid"] = JsonValues.Of(one.Row.Guid),
                ["likeliest"] = one.Label,
                ["quality"] = JsonValues.Of(one.Quality),
                ["score"] = JsonValues.Of(one.Score),
            }),
        });
    }

    static void Merge(string run, ReviewFolder folder, Queue queue, string path)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"{path} does not exist; expected a journal such as decisions-kim.jsonl");
        }

        var acts = DecisionJournal.Read(path);
        ReviewStatusModule.refuseOther(path, queue, acts);
        var added = 0;
        foreach (var of in acts.GroupBy(act => act.Reviewer))
        {
            using var journal = DecisionJournal.Open(folder, of.Key);
            var here = journal.Merge(of);
            Console.WriteLine(Invariant($"{here:N0} of {of.Count():N0} acts of {TerminalText.Of(of.Key)} are new"));
            added += here;
        }

        WriteJson(run, queue, "new_decisions", added, "merged", path);
    }

    static void Export(string run, ReviewFolder folder, Queue queue, string[] target)
    {
        Exchange.export(target[0], queue, RunSource.Examples(run).TextOf, target[1]);
        Console.WriteLine(Invariant($"{queue.Rows.Length:N0} rows of {TerminalText.Of(folder.QueuePath)} in {TerminalText.Of(target[1])}"));
        if (target[0] == "label-studio")
        {
            Console.WriteLine($"interface {TerminalText.Of(Exchange.labelStudioInterface(queue))}");
        }

        WriteJson(run, queue, "rows", queue.Rows.Length, "exported", target[1]);
    }

    static void Import(string run, ReviewFolder folder, Queue queue, string reviewer, string[] source)
    {
        var answers = Exchange.import(source[0], queue, source[1]);
        using var journal = DecisionJournal.Open(folder, reviewer);
        var added = journal.AppendNew(answers, DateTime.UtcNow);
        Console.WriteLine(Invariant($"{answers.Length:N0} answers, {added:N0} of them are new decisions of {TerminalText.Of(reviewer)}"));
        Console.WriteLine($"decisions {TerminalText.Of(folder.JournalPath(reviewer))}");
        WriteJson(run, queue, "new_decisions", added, "decisions", folder.JournalPath(reviewer));
    }

    static void WriteTable(string[] head, IEnumerable<string[]> rows, int count)
    {
        if (count > 0 && VerbOutput.IsShown)
        {
            foreach (var line in TextTable.Lines(head, rows, TerminalText.Width()))
            {
                Console.WriteLine(line);
            }
        }
    }

    static string WordOf(Decision act) => act.Verdict.IsRelabel ? act.Label : DecisionModule.word(act.Verdict);

    static string Count(int count) => Invariant($"{count:N0}");

    static string Number(double value) => double.IsFinite(value) ? Invariant($"{value:F3}") : "-";
}
