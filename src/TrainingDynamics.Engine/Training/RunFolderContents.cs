using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Training;

/// <summary>Decides whether a run may start in a folder, and clears away an earlier run's files.</summary>
static class RunFolderContents
{
    /// <summary>Changes nothing.</summary>
    /// <exception cref="RunFolderException">A run lies there and may not be replaced, or a file is in the way.</exception>
    public static void Refuse(RunFolder folder, bool overwrite)
    {
        if (folder.HoldsRun && !overwrite)
        {
            throw new RunFolderException(
                $"{folder.Path} already holds a run; pass --overwrite to replace it, or another --output-dir to keep it");
        }

        for (var path = Path.GetFullPath(folder.Path); path is not null; path = Path.GetDirectoryName(path))
        {
            if (File.Exists(path))
            {
                throw new RunFolderException(
                    $"{path} is a file, but the run needs a folder of that name; pass another --output-dir");
            }
        }
    }

    /// <summary>
    /// Deletes what an earlier run left: manifest, events, dynamics, what was computed from them, and the model. Other files
    /// and the folders stay.
    /// </summary>
    /// <exception cref="RunFolderException">A file cannot be deleted.</exception>
    public static void Clear(RunFolder folder)
    {
        try
        {
            string[] own =
            [
                folder.ManifestPath, folder.EventsPath, folder.MetricsPath, folder.RegionsPath,
                .. ModelFolder.Files.Select(file => Path.Combine(folder.ModelFolder, file)),
                .. Directory.Exists(folder.DynamicsFolder)
                    ? Directory.EnumerateFiles(folder.DynamicsFolder, "dynamics_epoch_*.jsonl*")
                    : [],
            ];
            foreach (var file in own.Where(File.Exists))
                File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException($"{folder.Path}: the earlier run cannot be removed: {e.Message}", e);
        }
    }
}
