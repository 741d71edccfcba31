using TrainingDynamics.Logs;
using TrainingDynamics.Text.Datasets;

namespace TrainingDynamics.Cli;

/// <summary>The training data behind a run, found through its manifest.</summary>
static class RunSource
{
    /// <summary>
    /// The training file: in <paramref name="dataDir"/> where that is given, else where the run's manifest says.
    /// </summary>
    /// <exception cref="UsageException">The run has no manifest and no folder was given, or the folder has no such file.</exception>
    public static string TrainFile(string run, string? dataDir)
    {
        var recorded = Recorded(run)?.DataFiles.FirstOrDefault(file => file.Split == "train")?.Path;
        if (dataDir is null)
        {
            return File.Exists(recorded)
                ? recorded
                : throw new UsageException(recorded is null
                    ? $"{run} has no run.json that names its training file; pass --data-dir DIR"
                    : $"{recorded}, which the run was trained on, is not there any more; pass the file's folder as --data-dir");
        }

        var path = Path.Combine(dataDir, Path.GetFileName(recorded) ?? "train.tsv");
        return File.Exists(path) ? path : throw new UsageException($"{path} does not exist; pass the folder of the training file as --data-dir");
    }

    /// <summary>
    /// The texts of a run's training examples; empty, with a note on standard error, where they cannot be had: the run has no
    /// manifest, or its training file has gone or has changed since.
    /// </summary>
    public static IReadOnlyDictionary<ExampleGuid, string> Texts(string run)
    {
        if (Recorded(run) is not { } manifest || manifest.DataFiles.FirstOrDefault(file => file.Split == "train") is not { } file)
        {
            return None($"{run} has no run.json that names its training file");
        }

        if (!File.Exists(file.Path))
        {
            return None($"{file.Path} is not there any more");
        }

        if (!TaskCatalog.TaskNames.Contains(manifest.Task))
        {
            return None($"{manifest.Task} is no known task, and which columns of {file.Path} are its texts is not recorded");
        }

        var train = TaskCatalog.Load(manifest.Task, Path.GetDirectoryName(file.Path)).Train;
        return train.Sha256 != file.Sha256
            ? None($"{file.Path} has changed since the run, so its rows may be others")
            : train.Examples.ToDictionary(
                example => ExampleGuid.FromColumn(example.Guid, train.HasIntegerGuids),
                example => example.TextPair is { } pair ? $"{example.Text} | {pair}" : example.Text);
    }

    /// <summary>The names of a run's classes; empty where the run has no manifest.</summary>
    public static IReadOnlyList<string> LabelNames(string run) => Recorded(run)?.LabelNames ?? [];

    static Dictionary<ExampleGuid, string> None(string reason)
    {
        Console.Error.WriteLine($"note: no texts are shown: {reason}");
        return [];
    }

    static RunManifest? Recorded(string run)
    {
        var folder = RunFolder.Of(run);
        return File.Exists(folder.ManifestPath) ? RunManifest.Read(folder.ManifestPath) : null;
    }
}
