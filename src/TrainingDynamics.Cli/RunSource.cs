using TrainingDynamics.Analytics;
using TrainingDynamics.Data;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Cli;

/// <summary>The training data behind a run, found through its manifest.</summary>
static class RunSource
{
    /// <summary>
    /// The training file and how the run read it: in <paramref name="dataDir"/> where that is given, else where the run's
    /// manifest says. A file in another folder that is not what the run read is noted on standard error.
    /// </summary>
    /// <exception cref="UsageException">
    /// The run has no manifest and no folder was given, the folder has no such file, or the file has changed since the run.
    /// </exception>
    public static DataFileRecord TrainFile(string run, string? dataDir)
    {
        var recorded = TrainingFile(run);
        if (dataDir is not null)
        {
            var path = Path.Combine(dataDir, Path.GetFileName(recorded?.Path) ?? "train.tsv");
            return File.Exists(path)
                ? InOtherFolder(recorded, path)
                : throw new UsageException($"{path} does not exist; pass the folder of the training file as --data-dir");
        }

        if (recorded is null)
        {
            throw new UsageException($"{run} has no run.json that names its training file; pass --data-dir DIR");
        }

        if (!File.Exists(recorded.Path))
        {
            throw new UsageException($"{recorded.Path}, which the run was trained on, is not there any more; pass the file's folder as --data-dir");
        }

        return DecisionReport.IsUnchanged(recorded)
            ? recorded
            : throw new UsageException(
                $"{recorded.Path} has changed since the run (its SHA-256 is not that of run.json), so its rows may be others; "
                + "put the old file back, or pass the folder of a file with the same rows as --data-dir");
    }

    /// <summary>
    /// The texts of a run's training examples by guid; empty, with a note on standard error, where they cannot be had: the
    /// run has no manifest, its training file has gone or has changed since, or an older manifest does not say how the
    /// file of a task that is no known one was read.
    /// </summary>
    public static Func<ExampleGuid, string> Texts(string run)
    {
        if (TrainingFile(run) is not { } file)
        {
            return None($"{run} has no run.json that names its training file");
        }

        if (!File.Exists(file.Path))
        {
            return None($"{file.Path} is not there any more");
        }

        if (!DecisionReport.IsUnchanged(file))
        {
            return None($"{file.Path} has changed since the run, so its rows may be others");
        }

        if (file.Layout is null)
        {
            return None($"which columns of {file.Path} are its texts is not recorded, and its task is no known one");
        }

        var texts = DecisionReport.Texts(file);
        return guid => texts.GetValueOrDefault(guid.ToString(), "");
    }

    /// <summary>The names of a run's classes; empty where the run has no manifest.</summary>
    public static IReadOnlyList<string> LabelNames(string run) => Recorded(run)?.LabelNames ?? [];

    static DataFileRecord InOtherFolder(DataFileRecord? recorded, string path)
    {
        if (recorded is null)
        {
            return new DataFileRecord("train", path, "", 0);
        }

        var moved = recorded with { Path = path };
        if (!DecisionReport.IsUnchanged(moved))
        {
            VerbOutput.Note(
                $"note: {path} is not the file that the run was trained on (its SHA-256 is not that of run.json); rows are taken by "
                + (moved.Layout is { Guid: null } ? "their number" : "their guid"));
        }

        return moved;
    }

    static DataFileRecord? TrainingFile(string run) =>
        Recorded(run) is { } manifest && manifest.DataFiles.FirstOrDefault(file => file.Split == "train") is { } file
            ? file with { Layout = file.Layout ?? LayoutOfTask(manifest.Task, file.Path) }
            : null;

    // For manifests of before layouts were recorded.
    static DataFileLayout? LayoutOfTask(string task, string path)
    {
        if (!TaskCatalog.TaskNames.Contains(task))
        {
            return null;
        }

        var (columns, layout) = TaskCatalog.LayoutOf(task, path);
        return DataFileLayouts.Of(columns, layout);
    }

    static Func<ExampleGuid, string> None(string reason)
    {
        VerbOutput.Note($"note: no texts are shown: {reason}");
        return _ => "";
    }

    static RunManifest? Recorded(string run)
    {
        var folder = RunFolder.Of(run);
        return File.Exists(folder.ManifestPath) ? RunManifest.Read(folder.ManifestPath) : null;
    }
}
