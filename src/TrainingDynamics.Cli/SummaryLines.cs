using TrainingDynamics.Analytics;
using TrainingDynamics.Data;
using TrainingDynamics.Engine.Training;
using static System.FormattableString;
using StatusLine = TrainingDynamics.Dashboard.StatusLine;

namespace TrainingDynamics.Cli;

/// <summary>What <c>td train</c> says at its end: the epochs, the regions, and where everything lies.</summary>
static class SummaryLines
{
    /// <summary>Writes the summary to standard output; with <paramref name="map"/> first the metrics file and the data map.</summary>
    public static void Write(TrainingSummary summary, TrainOptions options, bool map)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(options);
        WriteRun(summary, options);
        WriteEpochs(summary.Epochs);
        var folder = summary.Folder;
        var recorded = options.Record != RecordingMode.Off && summary.Epochs.Count > 0 && !summary.IsRegression;
        var report = recorded ? TrainingDynamicsReport.Compute(folder.Path, null, false) : null;
        if (report is not null)
        {
            MetricsSummary.WriteRegions(report, RegionsModule.DefaultProportion);
            Console.WriteLine($"logs      {folder.DynamicsFolder}");
        }

        if (!summary.Interrupted)
        {
            Console.WriteLine($"model     {folder.ModelFolder}");
        }

        Console.WriteLine($"manifest  {folder.ManifestPath}");
        if (summary.IsRegression)
        {
            Console.WriteLine("note: a regression has no classes, so confidence and the other metrics are not defined; its predictions are recorded");
        }

        if (report is null)
        {
            return;
        }

        if (map)
        {
            TrainingDynamicsReport.Write(report, folder.MetricsPath);
            Console.WriteLine($"metrics   {folder.MetricsPath}");
            Console.WriteLine($"data map  {new MapPicture(folder.Path).Save(report, null)}");
        }
        else
        {
            Console.WriteLine($"next      td metrics {folder.Path}; td plot {folder.Path}");
        }
    }

    static void WriteRun(TrainingSummary summary, TrainOptions options)
    {
        if (summary.EpochsBefore == summary.EpochsAskedFor && summary.Seconds == 0)
        {
            Console.WriteLine(Invariant($"already finished: {summary.EpochsAskedFor} epochs on {summary.Device}, {summary.Parameters:N0} parameters; nothing to resume"));
            return;
        }

        var what = summary.Interrupted
            ? $"interrupted: {summary.Epochs.Count} of {summary.EpochsAskedFor} epochs are finished and kept, the one in progress is dropped"
            : $"finished {summary.EpochsAskedFor} epochs";
        what += summary.EpochsBefore > 0 ? $", {summary.EpochsBefore} of them before it was resumed" : "";
        Console.WriteLine(Invariant(
            $"{what}; {StatusLine.Duration(TimeSpan.FromSeconds(summary.Seconds))} on {summary.Device}, {summary.Parameters:N0} parameters"));
        if (summary.TruncatedExamples > 0)
        {
            Console.WriteLine(Invariant($"note: {summary.TruncatedExamples:N0} training examples lost tokens to --max-length {options.MaxLength}"));
        }
    }

    // One line per metric, its values by epoch; the progress display has said the rest.
    static void WriteEpochs(IReadOnlyList<EpochResult> epochs)
    {
        var evaluated = epochs.Where(epoch => epoch.DevMetrics is not null).ToList();
        foreach (var name in evaluated.SelectMany(epoch => epoch.DevMetrics!.Keys).Distinct().Where(name => !name.StartsWith("loss", StringComparison.Ordinal)))
        {
            var values = evaluated.Select(epoch => epoch.DevMetrics![name]).ToList();
            var isError = name.StartsWith(TaskMetric.MeanSquaredError.Name, StringComparison.Ordinal);
            var best = evaluated[values.IndexOf(isError ? values.Min() : values.Max())].Epoch + 1;
            var all = string.Join(" ", values.Select(value => Invariant($"{value:F4}")));
            Console.WriteLine(Invariant($"dev {name} by epoch: {all}; best after epoch {best}"));
        }
    }
}
