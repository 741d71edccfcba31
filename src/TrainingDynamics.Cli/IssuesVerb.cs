using System.CommandLine;
using TrainingDynamics.Analytics;
using static System.FormattableString;

namespace TrainingDynamics.Cli;

/// <summary><c>td issues</c>: the examples whose label is most likely wrong.</summary>
sealed class IssuesVerb : IVerb
{
    static readonly int[] PrecisionAt = [10, 100, 1000];

    readonly Argument<string> _run = new("RUN");
    readonly Option<string> _detector = new("--detector") { DefaultValueFactory = _ => "fused" };
    readonly Option<int> _count = new("--count") { DefaultValueFactory = _ => 20 };
    readonly Option<int?> _first = new("--first");
    readonly Option<string?> _output = new("--output", "-o");
    readonly Option<string?> _truth = new("--truth");
    readonly Option<int> _seed = new("--seed") { DefaultValueFactory = _ => 1 };

    /// <inheritdoc/>
    public string Page => """
        td issues RUN: the examples whose label is most likely wrong

          td issues dy_log/demo/bert-tiny --count 10
          td issues dy_log/demo/bert-tiny --truth data/demo/truth.tsv

        RUN                a run folder or its training_dynamics folder
        --detector NAME    confidence, aum, confident_learning, loss or fused, the mean
                           rank of these four (fused)
        --count N          how many to print or write (20)
        --first N          use the first N epochs only
        -o, --output FILE  .csv, .jsonl or .parquet: text, gold, suggested label, scores
        --truth FILE       a table of known errors (guid, kind, …), as td inject-noise
                           writes it: print how well every detector finds them
        --seed N           of the random ranking that the others are held against (1)
        """;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("issues", "Suspected label errors.") { _run, _detector, _count, _first, _output, _truth, _seed };
        command.SetAction(parsed => (int)Execute(parsed));
        return command;
    }

    ExitCode Execute(ParseResult parsed)
    {
        var run = parsed.GetRequiredValue(_run);
        var count = parsed.GetValue(_count);
        if (count < 1 || parsed.GetValue(_first) is < 1)
        {
            throw new UsageException("--count and --first want a number of at least 1");
        }

        var issues = DecisionReport.FindLabelIssues(run, parsed.GetValue(_first), parsed.GetValue(_seed));
        if (parsed.GetValue(_truth) is { } truth)
        {
            WriteScores(issues, truth);
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
            return ExitCode.Done;
        }

        foreach (var row in detector.Ranking.Take(count))
        {
            var guid = issues.Evidence.Guids[row];
            Console.WriteLine(TerminalText.Of(Invariant(
                $"{guid,8}  {NameOf(labels, issues.Evidence.Gold[row])} → {NameOf(labels, issues.Suggested[row])}  confidence {issues.SelfConfidence[row]:F3}  {textOf(guid)}")));
        }

        return ExitCode.Done;
    }

    static void WriteScores(LabelIssues issues, string truth)
    {
        var ks = PrecisionAt.Where(k => k <= issues.Evidence.Guids.Length).ToArray();
        Console.WriteLine($"{"detector",-20}{"AP",8}{"AUROC",8}{string.Concat(ks.Select(k => $"{$"P@{k}",8}"))}");
        foreach (var score in DecisionReport.ScoreDetectors(issues, truth, ks))
        {
            Console.WriteLine(Invariant(
                $"{score.Detector,-20}{score.AveragePrecision,8:F3}{score.Auroc,8:F3}{string.Concat(score.PrecisionAt.Select(p => Invariant($"{p,8:F3}")))}"));
        }
    }

    static string NameOf(IReadOnlyList<string> labels, int label) => label < labels.Count ? labels[label] : Invariant($"{label}");
}
