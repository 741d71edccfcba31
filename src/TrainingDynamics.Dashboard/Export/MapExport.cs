using TrainingDynamics.Charts;

namespace TrainingDynamics.Dashboard.Export;

/// <summary>The data map on the screen as a picture, drawn by Charts from the same columns.</summary>
static class MapExport
{
    /// <summary>Draws the map of the first epochs, null: all, to <c>figures/</c> of the run and returns the path.</summary>
    /// <exception cref="ChartException">The file cannot be written.</exception>
    public static string Save(Snapshot snapshot, string extension, int? epochs)
    {
        var data = snapshot.Data ?? throw new ChartException("there is no finished epoch to draw yet");
        var used = Math.Clamp(epochs ?? data.Epochs.Length, 1, data.Epochs.Length);
        var metrics = data.Metrics(used);
        var points = Enumerable.Range(0, metrics.Count)
            .Select(i => new DataMapPoint(metrics.Variability[i], metrics.Confidence[i], metrics.CorrectnessShare(i))).ToArray();
        var part = used < data.Epochs.Length ? Invariant($"_epochs_{used}") : "";
        var path = Path.Combine(RunFolder.Of(snapshot.Path).FiguresFolder, $"data_map{part}{extension}");
        new DataMapChart(points, new DataMapOptions { Title = Title(snapshot), Epochs = used }).Save(path);
        return path;
    }

    static string Title(Snapshot snapshot) => snapshot.Run.Run is { } run
        ? $"{RunFolder.Of(snapshot.Path).TitleOf(run.Task, run.Model)} Data Map"
        : $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(snapshot.Path))} Data Map";
}
