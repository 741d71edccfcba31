using TrainingDynamics.Charts;

namespace TrainingDynamics.Cli;

/// <summary>The data map of a run folder, of its dynamics folder or of a metrics file, and its title.</summary>
static class MapPicture
{
    /// <summary>
    /// Draws the map to <paramref name="output"/>, or where that is null to <c>figures/data_map.FORMAT</c> of the run, and returns the
    /// path. <paramref name="format"/> is png, svg or pdf; null: as the name ends.
    /// </summary>
    /// <exception cref="ChartException">The ending is unknown or the file cannot be written.</exception>
    public static string Save(string run, MetricsReport report, DataMapOptions options, string? output = null, string? format = null)
    {
        var (across, up, correct) = (report.Variability, report.Confidence, report.CorrectnessFraction);
        var points = Enumerable.Range(0, report.Count).Select(i => new DataMapPoint(across[i], up[i], correct[i])).ToArray();
        var folder = File.Exists(run) ? Path.GetDirectoryName(run) ?? "" : RunFolder.Of(run).FiguresFolder;
        var path = output ?? Path.Combine(folder, $"data_map.{format ?? "png"}");
        new DataMapChart(points, options).Save(path, format);
        return path;
    }

    /// <summary><c>TASK-MODEL Data Map</c> as in AllenAI's pictures.</summary>
    public static string TitleOf(string run) => $"{NameOf(run)} Data Map";

    /// <summary><c>TASK-MODEL</c>, from the manifest where there is one, else from the folders' names.</summary>
    public static string NameOf(string run)
    {
        var folder = RunFolder.Of(run);
        if (File.Exists(folder.ManifestPath))
        {
            var manifest = RunManifest.Read(folder.ManifestPath);
            return folder.TitleOf(manifest.Task, manifest.Model);
        }

        var full = Path.GetFullPath(folder.Path);
        return $"{Path.GetFileName(Path.GetDirectoryName(full))}-{Path.GetFileName(full)}";
    }
}
