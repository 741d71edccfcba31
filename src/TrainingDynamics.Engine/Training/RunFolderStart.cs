namespace TrainingDynamics.Engine.Training;

/// <summary>Takes a run's folder and prepares it for a new run or a resumed one.</summary>
static class RunFolderStart
{
    /// <summary>Before anything is written; the lock file alone may be there after a refusal.</summary>
    /// <exception cref="RunFolderException">Another run holds the folder, has changed it meanwhile, or it cannot be written to.</exception>
    public static RunLock Hold(RunFolder folder, TrainOptions options, EarlierRun? earlier) => Writing(folder, () =>
    {
        var held = RunLock.Take(folder);
        try
        {
            RunFolderContents.RefuseChanged(folder, options, earlier);
            RunFolderContents.RemoveAbandoned(folder);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    });

    /// <summary>Clears the folder for a new run.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="manifest">Of the new run.</param>
    /// <param name="preparation">Told what of the earlier run is kept under another name; null: nobody.</param>
    /// <exception cref="RunFolderException">It cannot be written to.</exception>
    public static EventLog Begin(RunFolder folder, RunManifest manifest, IPreparationObserver? preparation) => Writing(folder, () =>
    {
        var aside = RunFolderContents.SetMarksAside(folder, manifest);
        if (aside.Count > 0)
        {
            preparation?.Warn($"what was marked in the earlier run is kept as {string.Join(" and ", aside)}");
        }

        RunFolderContents.Clear(folder);
        manifest.Write(folder.ManifestPath);
        return new EventLog(folder.EventsPath);
    });

    /// <summary>Goes back to a checkpoint.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="start">What was written after it is deleted.</param>
    /// <param name="extended">What the run is from now on; null: what its manifest says.</param>
    /// <exception cref="RunFolderException">It cannot be written to.</exception>
    public static EventLog Continue(RunFolder folder, TrainingCheckpoint start, RunManifest? extended) => Writing(folder, () =>
    {
        RunFolderContents.CutTornEvent(folder);
        var log = new EventLog(folder.EventsPath);
        extended?.Write(folder.ManifestPath); // first: a run that is as long as its manifest says would count as finished
        RunFolderContents.GoBackTo(start, folder);
        return log;
    });

    /// <summary>Writes the training examples. A resumed run writes them too: an older run gets the file, any other an equal one.</summary>
    /// <exception cref="RunFolderException">It cannot be written.</exception>
    public static void WriteExamples(RunFolder folder, Dataset data, TrainOptions options) => Writing(folder, () =>
    {
        WholeFile.Write(folder.ExamplesPath, stream => ExamplesFile.Write(data, stream, !options.NoTexts));
        return true;
    });

    static T Writing<T>(RunFolder folder, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException($"{folder.Path} cannot be written to: {e.Message}", e);
        }
    }
}
