using System.Text.Json.Nodes;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Training;

/// <summary>The run that lies in a folder and is to be resumed.</summary>
/// <param name="Checkpoint">Where to go on; null when no epoch was saved.</param>
/// <param name="Finished">It did all it was asked to.</param>
/// <param name="Epochs">The epochs to keep, as the run reported them; those after the checkpoint are not among them.</param>
sealed record EarlierRun(TrainingCheckpoint? Checkpoint, bool Finished, IReadOnlyList<EpochResult> Epochs)
{
    // What changes no number that a run writes.
    static readonly string[] MayDiffer =
    [
        "output-dir", "run-name", "overwrite", "resume", "resume-from-checkpoint", "checkpointing", "checkpointing-steps", "save-total-limit",
        "with-tracking", "logging-steps", "log-format", "no-texts",
        // No number but where there was none, so that a run that NaN has stopped can be resumed with skip.
        "on-nan",
    ];

    /// <summary>Reads what is there, changing nothing.</summary>
    /// <param name="folder">Where the run lies.</param>
    /// <param name="wanted">What the resumed run would be; must agree with what the run was.</param>
    /// <param name="from">The checkpoint to go back to; null: the newest.</param>
    /// <returns>Null when the folder holds no run.</returns>
    /// <exception cref="TrainOptionsException">An option, the device or the data differ in a way that changes results.</exception>
    /// <exception cref="RunFolderException">There are logs, but not those of a run that can be resumed.</exception>
    /// <exception cref="LogFormatException">Manifest or events are damaged.</exception>
    public static EarlierRun? Find(RunFolder folder, RunManifest wanted, string? from)
    {
        if (!folder.HoldsRun)
        {
            return from is null
                ? null
                : throw new TrainOptionsException($"--resume-from-checkpoint: there is no run in {folder.Path}, of which {from} would be a checkpoint");
        }

        if (!File.Exists(folder.ManifestPath))
        {
            throw new RunFolderException(
                $"{folder.Path} holds logs but no run.json, so their run cannot be resumed; pass --overwrite to replace them, or "
                + "another --output-dir");
        }

        Compare(folder, RunManifest.Read(folder.ManifestPath), wanted);
        var events = new EventReader(folder.EventsPath).ReadNew();
        var finished = from is null && events.LastOrDefault(e => e is RunStarted or RunFinished) is RunFinished;
        var checkpoint = from is null ? TrainingCheckpoint.Newest(folder) : Named(folder, from);
        var kept = finished ? int.MaxValue : checkpoint?.State.EpochsFinished ?? 0;
        if (!finished && wanted.Options["record"]!.GetValue<string>() == "after-epoch")
            RequireDynamics(folder, kept);
        return new EarlierRun(checkpoint, finished, [.. Results(events).Values.Where(result => result.Epoch < kept)]);
    }

    static TrainingCheckpoint Named(RunFolder folder, string path)
    {
        var there = TrainingCheckpoint.All(folder);
        var wanted = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return there.FirstOrDefault(checkpoint => Path.GetFullPath(checkpoint.Folder) == wanted)
            ?? throw new TrainOptionsException(
                $"--resume-from-checkpoint: {path} is no checkpoint of the run in {folder.Path}, expected "
                + (there.Count == 0 ? "one, but it has none" : $"one of {string.Join(", ", there.Select(checkpoint => checkpoint.Folder))}"));
    }

    static void Compare(RunFolder folder, RunManifest found, RunManifest wanted)
    {
        // Through text, so that numbers of one value are equal whether they were read or computed.
        var options = JsonNode.Parse(wanted.Options.ToJsonString())!.AsObject();
        foreach (var (name, value) in options)
        {
            if (name is not "device" && !MayDiffer.Contains(name) && !JsonNode.DeepEquals(value, found.Options[name]))
                Refuse($"--{name}", Show(value), Show(found.Options[name]));
        }

        if (found.Device != wanted.Device)
            Refuse("--device", wanted.Device, found.Device);
        foreach (var (now, before) in wanted.DataFiles.Zip(found.DataFiles))
        {
            if (Comparable(now, before) != Comparable(before, before))
                Refuse($"{now.Split} data", Show(now), Show(before));
        }

        void Refuse(string what, string now, string before) => throw new TrainOptionsException(
            $"{what}: found {now}, expected {before}, as the run in {folder.Path} began; resume it with that, or start anew with "
            + "--overwrite or another --output-dir");
    }

    // What an older manifest does not say is not compared; a header without a header line goes with the task.
    static DataFileRecord Comparable(DataFileRecord file, DataFileRecord recorded) => file with
    {
        Path = "",
        Layout = recorded.Layout is not null && file.Layout is { } layout ? layout with { Header = null, Shards = null } : null,
        ExamplesSha256 = recorded.ExamplesSha256 is null ? null : file.ExamplesSha256,
    };

    static string Show(JsonNode? value) => value is null ? "none" : value.ToJsonString().Trim('"');

    static string Show(DataFileRecord file) => $"{file.Path} of {file.Examples} examples with SHA-256 {file.Sha256}"
        + (file.Selection is { } selection ? $", {selection}" : "")
        + (file.Layout is { } layout ? $", {Show(layout)}" : "")
        + (file.ExamplesSha256 is { } examples ? $", examples {examples[..Math.Min(12, examples.Length)]}" : "");

    static string Show(DataFileLayout layout) =>
        $"{layout.Format} with guid {layout.Guid ?? "by row number"}, text {layout.Text}, pair {layout.Pair ?? "none"}, label {layout.Label}";

    static void RequireDynamics(RunFolder folder, int epochs)
    {
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var path = folder.DynamicsPath(epoch);
            if (!folder.DynamicsPaths(epoch, LogFormat.Both).Append($"{path}.gz").Any(File.Exists))
            {
                throw new RunFolderException(
                    $"{path} is missing, but the checkpoint is that of {epochs} finished epochs; put the file back, or pass --overwrite to start anew");
            }
        }
    }

    // The last report of an epoch counts: one that was trained again was reported again.
    static SortedDictionary<int, EpochResult> Results(IReadOnlyList<RunEvent> events)
    {
        var results = new SortedDictionary<int, EpochResult>();
        foreach (var happened in events)
        {
            if (happened is EpochFinished end)
                results[end.Epoch] = new EpochResult(end.Epoch, end.TrainLoss, end.TrainAccuracy, DevMetrics: null);
            else if (happened is Evaluated dev && results.TryGetValue(dev.Epoch, out var result))
                results[dev.Epoch] = result with { DevMetrics = dev.Metrics };
        }

        return results;
    }
}
