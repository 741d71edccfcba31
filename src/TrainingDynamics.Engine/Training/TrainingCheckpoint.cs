using System.Text.RegularExpressions;

namespace TrainingDynamics.Engine.Training;

/// <summary>
/// <c>checkpoints/epoch_N</c> after epoch N or <c>checkpoints/step_N</c> after N updates: a model folder in Hugging Face's
/// layout with the optimizer's moments and the training's state beside it. A folder of such a name is whole; one that ends in
/// <c>.partial</c> is being written or deleted.
/// </summary>
/// <param name="Folder">The checkpoint's own folder.</param>
/// <param name="State">Where the training was.</param>
sealed partial record TrainingCheckpoint(string Folder, TrainingState State)
{
    /// <summary>The moments, by parameter.</summary>
    public string OptimizerPath => Path.Combine(Folder, "optimizer.safetensors");

    /// <summary>Steps taken, sums of the epoch and the state of dropout.</summary>
    public string StatePath => StatePathIn(Folder);

    /// <summary>The logits of the epoch in progress; only where they are recorded in training.</summary>
    public string CollectedPath => Path.Combine(Folder, "collected_logits.safetensors");

    /// <summary>The whole checkpoints of a run, the latest last.</summary>
    /// <exception cref="RunFolderException">The state of one is damaged.</exception>
    public static IReadOnlyList<TrainingCheckpoint> All(RunFolder folder) =>
    [
        .. Folders(folder).Where(path => WholeName().IsMatch(Path.GetFileName(path)))
            .Select(path => new TrainingCheckpoint(path, TrainingState.Read(StatePathIn(path))))
            .OrderBy(checkpoint => checkpoint.State.Step),
    ];

    /// <summary>The latest; null when there is none.</summary>
    /// <exception cref="RunFolderException">The state of one is damaged.</exception>
    public static TrainingCheckpoint? Newest(RunFolder folder) => All(folder) is [.., var last] ? last : null;

    /// <summary>
    /// The model to continue with, independent of the model's original place, which may have changed or be unreachable.
    /// </summary>
    /// <param name="observer">Told how the download of an adapter's base goes, which no checkpoint of a run has; null: nobody.</param>
    /// <param name="stop">Ends it.</param>
    public ModelSource Source(IPreparationObserver? observer, CancellationToken stop) => ModelSource.OfCheckpoint(Folder, observer, stop);

    /// <summary>Deletes all checkpoints but those that <paramref name="keep"/> wants, and all partial ones.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="keep">Told each checkpoint's own folder.</param>
    public static void Remove(RunFolder folder, Func<string, bool> keep)
    {
        foreach (var path in Folders(folder).Where(path => WholeName().IsMatch(Path.GetFileName(path)) && !keep(path)))
        {
            RemovePartial(path);
            // Renamed first, so that no folder without the suffix is ever half empty.
            Directory.Move(path, path + WholeFile.PartialSuffix);
        }

        foreach (var partial in Folders(folder).Where(path => PartialName().IsMatch(Path.GetFileName(path))))
        {
            Directory.Delete(partial, recursive: true);
        }
    }

    /// <summary>Lets <paramref name="write"/> fill a folder and gives it this checkpoint's name when it is whole.</summary>
    public void Write(Action<TrainingCheckpoint> write)
    {
        RemovePartial(Folder);
        var partial = this with { Folder = Folder + WholeFile.PartialSuffix };
        try
        {
            Directory.CreateDirectory(partial.Folder);
            write(partial);
            State.Write(partial.StatePath);
            Directory.Move(partial.Folder, Folder);
        }
        catch
        {
            // On a full disk it takes the room that everything else needs.
            RemovePartial(Folder);
            throw;
        }
    }

    static string StatePathIn(string folder) => Path.Combine(folder, "training_state.json");

    static string[] Folders(RunFolder folder) =>
        Directory.Exists(folder.CheckpointsFolder) ? Directory.GetDirectories(folder.CheckpointsFolder) : [];

    static void RemovePartial(string folder)
    {
        if (Directory.Exists(folder + WholeFile.PartialSuffix))
        {
            Directory.Delete(folder + WholeFile.PartialSuffix, recursive: true);
        }
    }

    [GeneratedRegex(@"^(?:epoch|step)_[0-9]{1,9}$", RegexOptions.CultureInvariant)]
    private static partial Regex WholeName();

    [GeneratedRegex(@"^(?:epoch|step)_[0-9]{1,9}\.partial$", RegexOptions.CultureInvariant)]
    private static partial Regex PartialName();
}
