using System.Text.Json;
using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Cli;

/// <summary>The scores of a trained model, as lines of text.</summary>
static class ScoreLines
{
    static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Prints the best epoch, where that was asked for, and the scores of the epoch that the model has.</summary>
    public static void Write(TrainingSummary summary, TrainOptions options)
    {
        if (summary.Best is { } best)
        {
            var held = summary.Interrupted ? "" : options.LoadBestModelAtEnd
                ? "; the model has its weights"
                : Invariant($"; the model has the weights of epoch {summary.Epochs[^1].Epoch + 1}, --load-best-model-at-end would have taken these");
            Console.WriteLine(Invariant($"best      epoch {best.Epoch + 1} by dev {TerminalText.Of(best.Metric)}: {best.Value:F4}{held}"));
        }

        var shown = EpochOfModel(summary, options);
        foreach (var (set, scores) in shown?.Classification ?? new Dictionary<string, ClassificationScores>())
        {
            // What the metrics by epoch have said already is left out.
            var numbers = scores.Numbers.Where(number => set != "dev" || shown?.DevMetrics?.ContainsKey(number.Key) != true);
            foreach (var line in ClassTable.Lines(Invariant($"{set} after epoch {shown!.Epoch + 1}: "), numbers, scores))
            {
                Console.WriteLine(line);
            }
        }

        if (summary.Test is { } test)
        {
            WriteTest(test);
        }
    }

    static void WriteTest(Tested test)
    {
        var head = Invariant($"test: {test.Examples:N0} examples, ");
        IEnumerable<string> lines = test switch
        {
            { Metrics: null } => [Invariant($"test: {test.Examples:N0} examples predicted; without labels there are no scores")],
            { Classification: { } scores } => ClassTable.Lines(head, test.Metrics.UnionBy(scores.Numbers, number => number.Key), scores),
            _ => [head + string.Join(", ", test.Metrics.Select(metric => Invariant($"{metric.Key} {metric.Value:F4}")))],
        };
        foreach (var line in lines)
        {
            Console.WriteLine(line);
        }
    }

    /// <summary>The same scores as JSON, by set, as in <c>events.jsonl</c>; null in a regression and before the first epoch.</summary>
    public static JsonNode? Json(TrainingSummary summary, TrainOptions options)
    {
        var sets = EpochOfModel(summary, options)?.Classification?.ToDictionary();
        if (sets is not null && summary.Test?.Classification is { } test)
        {
            sets["test"] = test;
        }

        return JsonSerializer.SerializeToNode(sets, SnakeCase);
    }

    static EpochResult? EpochOfModel(TrainingSummary summary, TrainOptions options) =>
        summary.Epochs.LastOrDefault(epoch => !options.LoadBestModelAtEnd || summary.Best is null || epoch.Epoch == summary.Best.Epoch);
}
