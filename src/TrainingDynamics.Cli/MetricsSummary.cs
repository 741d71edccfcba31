using System.Globalization;

namespace TrainingDynamics.Cli;

/// <summary>A run's metrics at a glance, as lines of text.</summary>
static class MetricsSummary
{
    /// <summary>What one epoch, or the first epoch alone, cannot say.</summary>
    public const string OneEpoch = "note: one epoch has no variability, so nothing is ambiguous and a data map shows the loss in its place; it takes two";

    /// <summary>A rank correlation with three decimals; without a value where all examples of one of the runs have equal ones.</summary>
    public static string Correlation(double value) =>
        double.IsNaN(value) ? "none (all equal)" : value.ToString("F3", CultureInfo.InvariantCulture);

    /// <summary>Prints <see cref="OneEpoch"/> where one of several runs has one epoch.</summary>
    public static void NoteOneEpoch(IEnumerable<MetricsReport> reports)
    {
        if (reports.Any(report => report.Epochs is 1))
        {
            Console.WriteLine(OneEpoch);
        }
    }

    /// <summary>Writes the epochs' training statistics, then one line per region, to standard output.</summary>
    public static void Write(RunMetrics run, RegionSummary regions)
    {
        foreach (var epoch in run.Stats)
        {
            Console.WriteLine(Invariant($"epoch {epoch.Epoch + 1}: loss {epoch.Loss:F4}, accuracy {epoch.Accuracy:F4} on the training set"));
        }

        if (run.BurnOutExceedsEpochs)
        {
            Console.WriteLine(Invariant($"note: the run has {run.EpochsFound} epochs; all were used"));
        }

        if (run.IncompleteExamples > 0)
        {
            Console.WriteLine(Invariant($"note: {run.IncompleteExamples:N0} examples are missing in at least one epoch"));
        }

        WriteRegions(regions);
    }

    /// <summary>Writes one line per region: how many examples, the means of their confidence and variability, and how they overlap.</summary>
    public static void WriteRegions(RegionSummary regions)
    {
        foreach (var (name, figures, rule) in Named(regions))
        {
            Console.WriteLine(figures.Examples == 0
                ? Invariant($"{name,-13} {figures.Examples,9:N0}, {rule}: too few examples for this region")
                : Invariant($"{name,-13} {figures.Examples,9:N0}, {rule}: confidence {figures.Confidence:F3}, variability {figures.Variability:F3}"));
        }

        Console.WriteLine(regions.Epochs is 1
            ? OneEpoch
            : Invariant($"overlap        {regions.HardAndAmbiguous:N0} hard and ambiguous, {regions.EasyAndAmbiguous:N0} easy and ambiguous"));
        Console.WriteLine(Invariant($"never correct  {regions.NeverRight:N0} of {regions.Examples:N0} examples"));
    }

    /// <summary>The same as JSON; docs/json-output.md names the keys.</summary>
    public static JsonObject Json(RunMetrics run, RegionSummary regions)
    {
        var json = new JsonObject
        {
            ["examples"] = regions.Examples,
            ["epochs_used"] = regions.Epochs,
            ["epochs_found"] = run.EpochsFound,
            ["incomplete_examples"] = run.IncompleteExamples,
            ["epochs"] = JsonValues.Each(run.Stats, epoch => new JsonObject
            {
                ["epoch"] = epoch.Epoch + 1,
                ["loss"] = JsonValues.Of(epoch.Loss),
                ["accuracy"] = JsonValues.Of(epoch.Accuracy),
            }),
        };
        AddRegions(json, regions);
        return json;
    }

    /// <summary>Adds what <see cref="WriteRegions"/> prints; nulls where there are no regions.</summary>
    public static void AddRegions(JsonObject json, RegionSummary? regions)
    {
        json["proportion"] = regions?.Proportion;
        json["regions"] = regions is null ? null : JsonValues.Each(Named(regions), region => new JsonObject
        {
            ["region"] = region.Name,
            ["examples"] = region.Figures.Examples,
            ["confidence"] = JsonValues.Of(region.Figures.Confidence),
            ["variability"] = JsonValues.Of(region.Figures.Variability),
        });
        json["hard_and_ambiguous"] = regions?.Epochs is 1 ? null : regions?.HardAndAmbiguous;
        json["easy_and_ambiguous"] = regions?.Epochs is 1 ? null : regions?.EasyAndAmbiguous;
        json["never_right"] = regions?.NeverRight;
    }

    // Of one epoch every variability is 0, and there is no ambiguous region.
    static (string Name, RegionFigures Figures, string Rule)[] Named(RegionSummary regions) =>
    [
        ("easy-to-learn", regions.Easy, "highest confidence"),
        .. regions.Epochs is 1 ? Array.Empty<(string, RegionFigures, string)>() : [("ambiguous", regions.Ambiguous, "highest variability")],
        ("hard-to-learn", regions.Hard, "lowest confidence"),
    ];
}
