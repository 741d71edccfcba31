using System.Globalization;
using System.Text.RegularExpressions;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Engine.Training;

/// <summary>
/// <c>checkpoints/epoch_N</c>: a model folder in Hugging Face's layout with the optimizer's moments and the training's state
/// beside it. A folder of that name is whole; what ends in <c>.partial</c> is on its way in or out.
/// </summary>
/// <param name="Folder">The checkpoint's own folder.</param>
/// <param name="Epoch">The 0-based epoch after which it was taken.</param>
sealed partial record TrainingCheckpoint(string Folder, int Epoch)
{
    /// <summary>The moments, by parameter.</summary>
    public string OptimizerPath => Path.Combine(Folder, "optimizer.safetensors");

    /// <summary>Steps taken and the state of dropout.</summary>
    public string StatePath => Path.Combine(Folder, "training_state.json");

    /// <summary>The latest; null when there is none.</summary>
    public static TrainingCheckpoint? Newest(RunFolder folder) => All(folder).MaxBy(checkpoint => checkpoint.Epoch);

    /// <summary>
    /// The model to go on with, independent of where it came from at first, which may have changed or be out of reach.
    /// </summary>
    public ModelSource Source() => new(
        ModelConfigFile.Read(Path.Combine(Folder, ModelSource.ConfigFile)),
        TokenizerFolder.Load(Folder),
        Path.Combine(Folder, ModelSource.WeightsFile));

    /// <summary>Deletes all checkpoints, whole and partial, but one.</summary>
    public static void RemoveAllBut(TrainingCheckpoint? kept, RunFolder folder)
    {
        foreach (var checkpoint in All(folder).Where(checkpoint => checkpoint.Epoch != kept?.Epoch))
        {
            RemovePartial(checkpoint.Folder);
            // Renamed first, so that no folder without the suffix is ever half empty.
            Directory.Move(checkpoint.Folder, checkpoint.Folder + WholeFile.PartialSuffix);
        }

        foreach (var partial in Folders(folder).Where(path => PartialName().IsMatch(Path.GetFileName(path))))
            Directory.Delete(partial, recursive: true);
    }

    /// <summary>Lets <paramref name="write"/> fill a folder and gives it this checkpoint's name when it is whole.</summary>
    public void Write(Action<TrainingCheckpoint> write)
    {
        RemovePartial(Folder);
        var partial = this with { Folder = Folder + WholeFile.PartialSuffix };
        Directory.CreateDirectory(partial.Folder);
        write(partial);
        Directory.Move(partial.Folder, Folder);
    }

    static IEnumerable<TrainingCheckpoint> All(RunFolder folder) => Folders(folder)
        .Select(path => (Path: path, Name: WholeName().Match(Path.GetFileName(path))))
        .Where(found => found.Name.Success)
        .Select(found => new TrainingCheckpoint(found.Path, int.Parse(found.Name.Groups[1].Value, CultureInfo.InvariantCulture)));

    static string[] Folders(RunFolder folder) =>
        Directory.Exists(folder.CheckpointsFolder) ? Directory.GetDirectories(folder.CheckpointsFolder) : [];

    static void RemovePartial(string folder)
    {
        if (Directory.Exists(folder + WholeFile.PartialSuffix))
            Directory.Delete(folder + WholeFile.PartialSuffix, recursive: true);
    }

    [GeneratedRegex(@"^epoch_([0-9]{1,9})$", RegexOptions.CultureInvariant)]
    private static partial Regex WholeName();

    [GeneratedRegex(@"^epoch_[0-9]{1,9}\.partial$", RegexOptions.CultureInvariant)]
    private static partial Regex PartialName();
}
