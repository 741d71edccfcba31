using System.Globalization;
using System.Text.Json.Nodes;
using TrainingDynamics.Analytics;
using static System.FormattableString;

namespace TrainingDynamics.Cli;

/// <summary>What a run's metrics look like at a glance, as lines of text.</summary>
static class MetricsSummary
{
    /// <summary>What a run of one epoch, or the first epoch alone, cannot say.</summary>
    public const string OneEpoch = "note: one epoch has no variability, so nothing is ambiguous and a data map shows the loss in its place; it takes two";

    /// <summary>A rank correlation with three decimals; there is none where one of the runs has a single value for all examples.</summary>
    public static string Correlation(double value) =>
        double.IsNaN(value) ? "none (all equal)" : value.ToString("F3", CultureInfo.InvariantCulture);

    /// <summary>Says so of runs that are shown together, where one of them has one epoch.</summary>
    public static void NoteOneEpoch(IEnumerable<MetricsReport> reports)
    {
        if (reports.Any(report => report.Epochs is 1))
        {
            Console.WriteLine(OneEpoch);
        }
    }

    /// <summary>Writes the epochs' training statistics, then one line per region, to standard output.</summary>
    public static void Write(MetricsReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        foreach (var epoch in report.Stats)
        {
            Console.WriteLine(Invariant($"epoch {epoch.Epoch + 1}: loss {epoch.Loss:F4}, accuracy {epoch.Accuracy:F4} on the training set"));
        }

        if (report.BurnOutExceedsEpochs)
        {
            Console.WriteLine(Invariant($"note: the run has {report.EpochsFound} epochs; all were used"));
        }

        if (report.IncompleteExamples > 0)
        {
            Console.WriteLine(Invariant($"note: {report.IncompleteExamples:N0} examples are missing in at least one epoch"));
        }

        WriteRegions(report, RegionsModule.DefaultProportion);
    }

    /// <summary>Writes one line per region: how many examples, the means of their confidence and variability, and how they overlap.</summary>
    public static void WriteRegions(MetricsReport report, double proportion)
    {
        ArgumentNullException.ThrowIfNull(report);
        var regions = TrainingDynamicsReport.Regions(report, proportion);
        foreach (var (name, rows, rule) in Named(regions, report))
        {
            Console.WriteLine(rows.Length == 0
                ? Invariant($"{name,-13} {rows.Length,9:N0}, {rule}: too few examples for this region")
                : Invariant($"{name,-13} {rows.Length,9:N0}, {rule}: confidence {Mean(report.Confidence, rows):F3}, variability {Mean(report.Variability, rows):F3}"));
        }

        Console.WriteLine(report.Epochs is 1
            ? OneEpoch
            : Invariant($"overlap        {regions.HardAndAmbiguous:N0} hard and ambiguous, {regions.EasyAndAmbiguous:N0} easy and ambiguous"));
        Console.WriteLine(Invariant($"never right    {report.NeverLearnt:N0} of {report.Count:N0} examples"));
    }

    /// <summary>The same for programs: what the examples, epochs and regions are; docs/json-output.md names the keys.</summary>
    public static JsonObject Json(MetricsReport report, double proportion)
    {
        ArgumentNullException.ThrowIfNull(report);
        var json = new JsonObject
        {
            ["examples"] = report.Count,
            ["epochs_used"] = report.Epochs,
            ["epochs_found"] = report.EpochsFound,
            ["incomplete_examples"] = report.IncompleteExamples,
            ["epochs"] = JsonValues.Each(report.Stats, epoch => new JsonObject
            {
                ["epoch"] = epoch.Epoch + 1,
                ["loss"] = JsonValues.Of(epoch.Loss),
                ["accuracy"] = JsonValues.Of(epoch.Accuracy),
            }),
        };
        AddRegions(json, report, proportion);
        return json;
    }

    /// <summary>Adds what <see cref="WriteRegions"/> prints; nulls where there is no report.</summary>
    public static void AddRegions(JsonObject json, MetricsReport? report, double proportion)
    {
        ArgumentNullException.ThrowIfNull(json);
        var regions = report is null ? null : TrainingDynamicsReport.Regions(report, proportion);
        json["proportion"] = report is null ? null : proportion;
        json["regions"] = regions is null ? null : JsonValues.Each(Named(regions, report!), region => new JsonObject
        {
            ["region"] = region.Name,
            ["examples"] = region.Rows.Length,
            ["confidence"] = JsonValues.Of(Mean(report!.Confidence, region.Rows)),
            ["variability"] = JsonValues.Of(Mean(report!.Variability, region.Rows)),
        });
        json["hard_and_ambiguous"] = report?.Epochs is 1 ? null : regions?.HardAndAmbiguous;
        json["easy_and_ambiguous"] = report?.Epochs is 1 ? null : regions?.EasyAndAmbiguous;
        json["never_right"] = report?.NeverLearnt;
    }

    // Of one epoch every variability is 0, and there is no ambiguous region.
    static (string Name, int[] Rows, string Rule)[] Named(Regions regions, MetricsReport report) =>
    [
        ("easy-to-learn", regions.Easy, "highest confidence"),
        .. report.Epochs is 1 ? Array.Empty<(string, int[], string)>() : [("ambiguous", regions.Ambiguous, "highest variability")],
        ("hard-to-learn", regions.Hard, "lowest confidence"),
    ];

    // An empty region, of a data set of one or two examples, has no mean.
    static double Mean(double[] values, int[] rows)
    {
        var sum = 0.0;
        foreach (var row in rows)
        {
            sum += values[row];
        }

        return rows.Length == 0 ? double.NaN : sum / rows.Length;
    }
}
