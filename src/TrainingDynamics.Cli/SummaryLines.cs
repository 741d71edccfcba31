using TrainingDynamics.Charts;
using TrainingDynamics.Engine.Training;
using StatusLine = TrainingDynamics.Dashboard.StatusLine;

namespace TrainingDynamics.Cli;

/// <summary>What <c>td train</c> prints at its end: the epochs, the regions, and where everything lies.</summary>
static class SummaryLines
{
    /// <summary>Prints the summary; with <paramref name="map"/> after it has written the metrics file and the data map.</summary>
    public static void Write(TrainingSummary summary, TrainOptions options, bool map)
    {
        WriteRun(summary, options);
        var best = WriteEpochs(summary.Epochs);
        ScoreLines.Write(summary, options);
        var folder = summary.Folder;
        var recorded = options.Record != RecordingMode.Off && summary.Epochs.Count > 0 && !summary.IsRegression;
        var report = recorded ? TrainingDynamicsReport.Compute(folder.Path, new MetricsRequest()) : null;
        if (report is not null)
        {
            MetricsSummary.WriteRegions(TrainingDynamicsReport.RegionSummary(report, RegionsModule.DefaultProportion));
            if (options.Record == RecordingMode.AfterEpoch)
            {
                Console.WriteLine("note: the train accuracy above is of the training pass, with dropout; the regions are of the recorded pass, without");
            }
        }

        var files = Files(summary, report, map);
        foreach (var (name, path) in files.Where(file => file.Path is not null))
        {
            Console.WriteLine($"{name,-10}{TerminalText.Of(path!)}");
        }

        if (summary.IsRegression)
        {
            Console.WriteLine("note: a regression has no classes, so confidence and the other metrics are not defined; its predictions are recorded");
        }

        if (report is not null && !map)
        {
            Console.WriteLine($"next      td metrics {TerminalText.Of(folder.Path)}; td plot {TerminalText.Of(folder.Path)}");
        }

        VerbOutput.Json(() => Json(summary, options, best, report, files));
    }

    // Where everything lies; null what is not there.
    static (string Name, string? Path)[] Files(TrainingSummary summary, MetricsReport? report, bool map)
    {
        var folder = summary.Folder;
        var isMapped = map && report is not null;
        if (isMapped)
        {
            MetricsFile.write(folder.MetricsPath, report!.Table);
        }

        return
        [
            ("logs", report is null ? null : folder.DynamicsFolder),
            ("model", summary.Interrupted ? null : folder.ModelFolder),
            ("test", summary.Test is null ? null : folder.TestPredictionsPath),
            ("manifest", folder.ManifestPath),
            ("metrics", isMapped ? folder.MetricsPath : null),
            ("data map", isMapped ? MapPicture.Save(folder.Path, report!, new DataMapOptions { Title = MapPicture.TitleOf(folder.Path), Epochs = report!.Epochs }) : null),
        ];
    }

    static JsonObject Json(
        TrainingSummary summary, TrainOptions options, IReadOnlyList<BestEpoch> best, MetricsReport? report, (string Name, string? Path)[] files)
    {
        var json = new JsonObject
        {
            ["run"] = summary.Folder.Path,
            ["state"] = summary.Interrupted ? "interrupted" : "finished",
            ["device"] = summary.Device,
            ["parameters"] = summary.Parameters,
            ["trained_parameters"] = summary.TrainedParameters,
            ["seconds"] = JsonValues.Of(summary.Seconds),
            ["epochs_asked_for"] = summary.EpochsAskedFor,
            ["epochs_before"] = summary.EpochsBefore,
            ["truncated_examples"] = summary.TruncatedExamples,
            ["epochs"] = JsonValues.Each(summary.Epochs, epoch => new JsonObject
            {
                ["epoch"] = epoch.Epoch + 1,
                ["train_loss"] = JsonValues.Of(epoch.TrainLoss),
                ["train_accuracy"] = JsonValues.Of(epoch.TrainAccuracy),
                ["dev"] = JsonValues.Named(epoch.DevMetrics),
            }),
            ["best"] = BestEpoch.Json(best),
            ["best_epoch"] = summary.Best is { } chosen
                ? new JsonObject { ["metric"] = chosen.Metric, ["epoch"] = chosen.Epoch + 1, ["value"] = JsonValues.Of(chosen.Value) }
                : null,
            ["stopped_early"] = summary.StoppedEarly,
            ["test"] = JsonValues.Named(summary.Test?.Metrics),
            ["classification"] = ScoreLines.Json(summary, options),
            ["examples"] = report?.Count,
        };
        MetricsSummary.AddRegions(json, report is null ? null : TrainingDynamicsReport.RegionSummary(report, RegionsModule.DefaultProportion));
        json["files"] = new JsonObject(files.Select(file => KeyValuePair.Create<string, JsonNode?>(file.Name.Replace(' ', '_'), file.Path)));
        return json;
    }

    static void WriteRun(TrainingSummary summary, TrainOptions options)
    {
        if (summary.EpochsBefore == summary.EpochsAskedFor && summary.Seconds == 0)
        {
            Console.WriteLine(Invariant($"already finished: {Counted(summary.EpochsAskedFor)} on {summary.Device}, {Parameters(summary)}; nothing to resume"));
            return;
        }

        var what = summary.Interrupted
            ? $"interrupted: {summary.Epochs.Count} of {Counted(summary.EpochsAskedFor)} are finished and kept, the one in progress is dropped"
            : summary.StoppedEarly && summary.Best is { } best
                ? $"stopped early after {summary.Epochs.Count} of {Counted(summary.EpochsAskedFor)}, {options.EarlyStoppingPatience} of them in a row without a better {best.Metric}"
                : $"finished {Counted(summary.EpochsAskedFor)}";
        what += summary.EpochsBefore > 0 ? $", {summary.EpochsBefore} of them before it was resumed" : "";
        Console.WriteLine(Invariant(
            $"{what}; {StatusLine.Duration(TimeSpan.FromSeconds(summary.Seconds))} on {summary.Device}, {Parameters(summary)}"));
        if (summary.TruncatedExamples > 0)
        {
            Console.WriteLine(Invariant($"note: {summary.TruncatedExamples:N0} training examples lost tokens to --max-length {options.MaxLength}"));
        }
    }

    static string Parameters(TrainingSummary summary) => Invariant($"{summary.Parameters:N0} parameters")
        + (summary.TrainedParameters == summary.Parameters ? "" : Invariant($", {summary.TrainedParameters:N0} of them trained"));

    static string Counted(int epochs) => epochs == 1 ? "1 epoch" : Invariant($"{epochs} epochs");

    // One line per metric, its values by epoch; the progress display has said the rest.
    static List<BestEpoch> WriteEpochs(IReadOnlyList<EpochResult> epochs)
    {
        var best = BestEpoch.Of(epochs.Select(epoch => (epoch.Epoch, epoch.DevMetrics))).ToList();
        foreach (var (name, epoch, _) in best)
        {
            var all = string.Join(" ", epochs.Where(one => one.DevMetrics is not null).Select(one => Invariant($"{one.DevMetrics![name]:F4}")));
            Console.WriteLine(Invariant($"dev {name} by epoch: {all}; best after epoch {epoch}"));
        }

        return best;
    }
}
