using TrainingDynamics.Analytics;
using TrainingDynamics.Charts;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Cli;

/// <summary>A run's data map as a file.</summary>
/// <param name="run">A run folder, its dynamics folder or a metrics file; it names the default picture and title.</param>
sealed class MapPicture(string run)
{
    /// <summary>As many as the reference draws.</summary>
    public const int DefaultMaxPoints = 55_000;

    /// <summary>The scatter alone.</summary>
    public bool Compact { get; init; }

    /// <summary>Show how many examples lie where in place of a glyph for each of a sample.</summary>
    public bool Density { get; init; }

    /// <summary>At least 1; more examples are sampled with a fixed seed.</summary>
    public int MaxPoints { get; init; } = DefaultMaxPoints;

    /// <summary>The heading.</summary>
    public string Title { get; init; } = TitleOf(run);

    /// <summary>Draws the map and returns the file's path.</summary>
    /// <param name="report">The run's metrics.</param>
    /// <param name="output">Where to; null is <c>figures/data_map.png</c> of the run.</param>
    /// <param name="format">png, svg or pdf, whatever the name's ending; null: as the name says.</param>
    /// <exception cref="UsageException">There would be no point to draw.</exception>
    /// <exception cref="ChartException">The ending is unknown or the file cannot be written.</exception>
    public string Save(MetricsReport report, string? output, string? format = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (MaxPoints < 1)
        {
            throw new UsageException($"--max-points is {MaxPoints}, expected at least 1");
        }

        var points = new DataMapPoint[report.Count];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = new DataMapPoint(report.Variability[i], report.Confidence[i], report.CorrectnessFraction[i]);
        }

        var path = output ?? DefaultPath(format ?? "png");
        var options = new DataMapOptions { Title = Title, Compact = Compact, Density = Density, MaxPoints = MaxPoints, Epochs = report.Epochs };
        new DataMapChart(points, options).Save(path, format);
        return path;
    }

    /// <summary><c>TASK-MODEL Data Map</c> as in the original.</summary>
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

    string DefaultPath(string ending) => File.Exists(run)
        ? Path.Combine(Path.GetDirectoryName(run) ?? "", $"data_map.{ending}")
        : Path.Combine(RunFolder.Of(run).FiguresFolder, $"data_map.{ending}");
}
