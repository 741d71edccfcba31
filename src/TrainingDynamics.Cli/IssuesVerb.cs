using System.CommandLine;
using System.Text.Json.Nodes;
using TrainingDynamics.Analytics;
using TrainingDynamics.Logs;
using static System.FormattableString;

namespace TrainingDynamics.Cli;

/// <summary><c>td issues</c>: the examples whose label is most likely wrong.</summary>
sealed class IssuesVerb : IVerb
{
    static readonly int[] PrecisionAt = [10, 100, 1000];

    readonly Argument<string> _run = new("RUN");
    readonly Option<string> _detector = new("--detector") { DefaultValueFactory = _ => "fused" };
    readonly Option<int> _count = new("--count") { DefaultValueFactory = _ => 20 };
    readonly EpochOptionSet _epochs = new();
    readonly Option<string?> _output = new("--output", "-o");
    readonly Option<string?> _truth = new("--truth");
    readonly Option<int> _seed = new("--seed") { DefaultValueFactory = _ => 1 };

    /// <inheritdoc/>
    public string Page => $"""
        td issues RUN: the examples whose label is most likely wrong

          td issues dy_log/demo/bert-tiny --count 10
          td issues dy_log/demo/bert-tiny --truth data/demo/truth.tsv

        RUN                a run folder or its training_dynamics folder
        --detector NAME    confidence, aum, confident_learning, loss or fused, the mean
                           rank of these four (fused)
        --count N          how many to print or write (20)
        {EpochOptionSet.Page}
        -o, --output FILE  .csv, .jsonl or .parquet: text, gold, suggested label, scores
        --truth FILE       a table of known errors (guid, kind, …), as td inject-noise
                           writes it: print how well every detector finds them
        --seed N           of the random ranking that the others are held against (1)
        """;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("issues", "Suspected label errors.") { _run, _detector, _count, _output, _truth, _seed };
        _epochs.AddTo(command);
        command.SetAction(parsed => (int)Execute(parsed));
        return command;
    }

    ExitCode Execute(ParseResult parsed)
    {
        var run = parsed.GetRequiredValue(_run);
        var count = parsed.GetValue(_count);
        if (count < 1)
        {
            throw new UsageException(Invariant($"--count is {count}, expected a number of at least 1"));
        }

        var issues = DecisionReport.FindLabelIssues(run, _epochs.Read(parsed), parsed.GetValue(_seed));
        if (parsed.GetValue(_truth) is { } truth)
        {
            WriteScores(run, issues, truth);
            return ExitCode.Done;
        }

        var name = parsed.GetRequiredValue(_detector);
        var detector = DecisionReport.Detector(issues, name);
        var textOf = RunSource.Texts(run);
        var labels = RunSource.LabelNames(run);
        if (parsed.GetValue(_output) is { } output)
        {
            DecisionReport.WriteLabelIssues(issues, output, textOf, labels, name, count);
            Console.WriteLine($"issues    {output}");
        }

        var rows = detector.Ranking.Take(count).ToArray();
        VerbOutput.Json(() => Json(run, name, issues, rows, textOf, labels, parsed.GetValue(_output)));
        foreach (var row in parsed.GetValue(_output) is null ? rows : [])
        {
            var guid = issues.Evidence.Guids[row];
            Console.WriteLine(TerminalText.Of(Invariant(
                $"{guid,8}  {NameOf(labels, issues.Evidence.Gold[row])} → {NameOf(labels, issues.Suggested[row])}  confidence {issues.SelfConfidence[row]:F3}  {textOf(guid)}")));
        }

        return ExitCode.Done;
    }

    static JsonObject Json(
        string run, string detector, LabelIssues issues, int[] rows, Func<ExampleGuid, string> textOf, IReadOnlyList<string> labels, string? output)
    {
        var evidence = issues.Evidence;
        var fused = DecisionReport.Detector(issues, "fused").Suspicion;
        return new JsonObject
        {
            ["run"] = run,
            ["detector"] = detector,
            ["epochs_used"] = evidence.Epochs,
            ["examples"] = evidence.Guids.Length,
            ["flagged"] = issues.Flagged.Count(flagged => flagged),
            ["issues"] = JsonValues.Each(rows.Select((row, place) => (Row: row, Rank: place + 1)), one => new JsonObject
            {
                ["rank"] = one.Rank,
                ["guid"] = JsonValues.Of(evidence.Guids[one.Row]),
                ["gold"] = NameOf(labels, evidence.Gold[one.Row]),
                ["suggested"] = NameOf(labels, issues.Suggested[one.Row]),
                ["flagged"] = issues.Flagged[one.Row],
                ["self_confidence"] = JsonValues.Of(issues.SelfConfidence[one.Row]),
                ["normalized_margin"] = JsonValues.Of(issues.NormalizedMargin[one.Row]),
                ["aum"] = JsonValues.Of(evidence.Aum[one.Row]),
                ["mean_loss"] = JsonValues.Of(evidence.MeanLoss[one.Row]),
                ["fused"] = JsonValues.Of(fused[one.Row]),
                ["text"] = textOf(evidence.Guids[one.Row]),
            }),
            ["files"] = new JsonObject { ["issues"] = output },
        };
    }

    static void WriteScores(string run, LabelIssues issues, string truth)
    {
        var ks = PrecisionAt.Where(k => k <= issues.Evidence.Guids.Length).ToArray();
        Console.WriteLine($"{"detector",-20}{"AP",8}{"AUROC",8}{string.Concat(ks.Select(k => $"{$"P@{k}",8}"))}");
        var scores = DecisionReport.ScoreDetectors(issues, truth, ks);
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
