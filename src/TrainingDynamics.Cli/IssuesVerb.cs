namespace TrainingDynamics.Cli;

/// <summary><c>td issues</c>: the examples whose label is most likely wrong.</summary>
sealed class IssuesVerb : IVerb
{
    static readonly int[] PrecisionAt = [10, 100, 1000];

    readonly Argument<string> _run = new("RUN");
    readonly Option<string> _detector = new("--detector") { DefaultValueFactory = _ => "fused" };
    readonly Option<int> _count = new("--count") { DefaultValueFactory = _ => 20 };
    readonly Option<bool> _all = new("--all");
    readonly Option<bool> _full = new("--full");
    readonly EpochOptionSet _epochs = new();
    readonly OutputOption _output = new();
    readonly FormatOption _format = FormatOption.OfTable;
    readonly Option<string?> _truth = new("--truth");
    readonly OnlyOption _only = new();
    readonly QueueOptionSet _queue = new();
    readonly Option<int> _seed = new("--seed") { DefaultValueFactory = _ => 1 };

    public string Page => $"""
        td issues RUN: list the examples that most likely have a wrong label

          td issues dy_log/demo/bert-tiny --count 10
          td issues dy_log/demo/bert-tiny --queue q1 --top 50 --random 50

        RUN                a run folder or its training_dynamics folder
        --detector NAME    confidence, aum, confident_learning, loss or fused, the mean
                           rank of these four (fused)
        --count N          print or write N examples (20)
        --all, --full      examples that no epoch contradicts too; whole texts, not cut
                           to the width of the terminal
        {EpochOptionSet.Page}
        -o, --output FILE  .csv, .tsv, .jsonl, .parquet or - (standard output, .csv);
                           --format NAME: csv, tsv, …, whatever the ending
        {OnlyOption.Page}
        --truth FILE       known wrong labels (guid, kind, …): how detectors rank them
        {QueueOptionSet.Page}
        --seed N           seed of random rankings and rows (1)
        "against" counts epochs that predict another label, * marks what confident
        learning flags, ⏎ a line end.
        """;

    public IReadOnlyList<Symbol> Symbols => [_run, _detector, _count, _all, _full, _output, _format, _truth, _seed, .. _only.All, .. _queue.All, .. _epochs.All];

    public ExitCode Execute(ParseResult parsed)
    {
        var run = parsed.GetRequiredValue(_run);
        var count = parsed.AtLeast(1, _count);
        var (output, format) = (_output.Read(parsed), _format.Read(parsed, _output));
        LabelIssues Find() => DecisionReport.FindLabelIssues(run, _epochs.Read(parsed), parsed.GetValue(_seed));
        if (_queue.Draw(parsed, run, parsed.GetValue(_seed), [_detector, _count, _all, _full, _output, _truth, .. _only.All], Find))
        {
            return ExitCode.Done;
        }

        var issues = Find();
        if (parsed.GetValue(_truth) is { } truth)
        {
            WriteScores(run, issues, truth);
            return ExitCode.Done;
        }

        var name = parsed.GetRequiredValue(_detector);
        var only = _only.RowsOf(parsed, issues.Evidence.Guids)?.ToHashSet();
        var suspects = LabelIssuesModule.suspects(parsed.GetValue(_all) || only is not null, name, issues);
        var rows = suspects.Where(row => only?.Contains(row) ?? true).Take(count).ToArray();
        var examples = RunSource.Examples(run);
        var labels = examples.LabelNames;
        Console.WriteLine(Heading(issues, name, rows.Length));
        if (output is not null)
        {
            DecisionReport.WriteLabelIssues(issues, output, format, examples, labels, rows);
            Console.WriteLine($"issues    {TerminalText.Of(WholeFile.NameOf(output))}");
        }
        else if (VerbOutput.IsShown && rows.Length > 0)
        {
            WriteRows(issues, rows, examples, labels, parsed.GetValue(_full) ? null : TerminalText.Width());
        }

        VerbOutput.Json(() => Json(run, name, issues, rows, examples, labels, output));
        return ExitCode.Done;
    }

    // How much there is, and how much of it follows.
    static string Heading(LabelIssues issues, string detector, int shown)
    {
        var (all, contradicted) = (issues.Evidence.Guids.Length, issues.Evidence.Contradictions.Count(epochs => epochs > 0));
        var what = Invariant($"{contradicted:N0} of {all:N0} labels are contradicted by an epoch, {issues.Flagged.Count(flagged => flagged):N0} are flagged by confident learning");
        return shown == 0 ? $"{what}; --all ranks all of them" : Invariant($"{what}; the {shown:N0} most suspected by {detector}:");
    }

    static void WriteRows(LabelIssues issues, int[] rows, RunExamples examples, IReadOnlyList<string> labels, int? width)
    {
        var evidence = issues.Evidence;
        var names = TerminalText.Labels(labels);
        var lines = rows.Select(row => new[]
        {
            evidence.Guids[row].ToString(),
            examples.PlaceOf(evidence.Guids[row]),
            NameOf(names, evidence.Gold[row]),
            issues.Suggested[row] == evidence.Gold[row] ? "-" : NameOf(names, issues.Suggested[row]),
            issues.Flagged[row] ? "*" : "",
            Invariant($"{evidence.Contradictions[row]}/{evidence.Epochs}"),
            Invariant($"{issues.SelfConfidence[row]:F3}"),
            examples.TextOf(evidence.Guids[row]),
        });
        foreach (var line in TextTable.Lines([">guid", "line", "gold", "suggested", "*", ">against", ">confidence", "text"], lines, width))
        {
            Console.WriteLine(line);
        }
    }

    static JsonObject Json(
        string run, string detector, LabelIssues issues, int[] rows, RunExamples examples, IReadOnlyList<string> labels, string? output)
    {
        var evidence = issues.Evidence;
        var fused = LabelIssuesModule.detector("fused", issues).Suspicion;
        return new JsonObject
        {
            ["run"] = run,
            ["detector"] = detector,
            ["epochs_used"] = evidence.Epochs,
            ["examples"] = evidence.Guids.Length,
            ["contradicted"] = evidence.Contradictions.Count(epochs => epochs > 0),
            ["flagged"] = issues.Flagged.Count(flagged => flagged),
            ["issues"] = JsonValues.Each(rows.Select((row, place) => (Row: row, Rank: place + 1)), one => new JsonObject
            {
                ["rank"] = one.Rank,
                ["guid"] = JsonValues.Of(evidence.Guids[one.Row]),
                ["row"] = examples.RowOf(evidence.Guids[one.Row]),
                ["line"] = examples.LineOf(evidence.Guids[one.Row]),
                ["gold"] = NameOf(labels, evidence.Gold[one.Row]),
                ["suggested"] = NameOf(labels, issues.Suggested[one.Row]),
                ["flagged"] = issues.Flagged[one.Row],
                ["epochs_against"] = evidence.Contradictions[one.Row],
                ["self_confidence"] = JsonValues.Of(issues.SelfConfidence[one.Row]),
                ["normalized_margin"] = JsonValues.Of(issues.NormalizedMargin[one.Row]),
                ["aum"] = JsonValues.Of(evidence.Aum[one.Row]),
                ["mean_loss"] = JsonValues.Of(evidence.MeanLoss[one.Row]),
                ["fused"] = JsonValues.Of(fused[one.Row]),
                ["text"] = examples.TextOf(evidence.Guids[one.Row]),
            }),
            ["files"] = new JsonObject { ["issues"] = output },
        };
    }

    static void WriteScores(string run, LabelIssues issues, string truth)
    {
        var ks = PrecisionAt.Where(k => k <= issues.Evidence.Guids.Length).ToArray();
        var scores = DecisionReport.ScoreDetectors(issues, truth, ks);
        Console.WriteLine($"{"detector",-20}{"AP",8}{"AUROC",8}{string.Concat(ks.Select(k => $"{$"P@{k}",8}"))}");
        foreach (var score in scores)
        {
            Console.WriteLine(Invariant(
                $"{score.Detector,-20}{score.AveragePrecision,8:F3}{score.Auroc,8:F3}{string.Concat(score.PrecisionAt.Select(p => Invariant($"{p,8:F3}")))}"));
        }

        VerbOutput.Json(() => new JsonObject
        {
            ["run"] = run,
            ["truth"] = truth,
            ["epochs_used"] = issues.Evidence.Epochs,
            ["examples"] = issues.Evidence.Guids.Length,
            ["detectors"] = JsonValues.Each(scores, score => new JsonObject
            {
                ["detector"] = score.Detector,
                ["average_precision"] = JsonValues.Of(score.AveragePrecision),
                ["auroc"] = JsonValues.Of(score.Auroc),
                ["precision_at"] = new JsonObject(ks.Select((k, i) => KeyValuePair.Create(Invariant($"{k}"), JsonValues.Of(score.PrecisionAt[i])))),
            }),
        });
    }

    static string NameOf(IReadOnlyList<string> labels, int label) => label < labels.Count ? labels[label] : Invariant($"{label}");
}
