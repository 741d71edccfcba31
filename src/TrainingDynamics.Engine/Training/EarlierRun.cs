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
    static readonly string[] MayDiffer = ["output-dir", "overwrite", "resume", "checkpointing", "logging-steps"];

    /// <summary>Reads what is there, changing nothing.</summary>
    /// <param name="folder">Where the run lies.</param>
    /// <param name="wanted">What the resumed run would be; must agree with what the run was.</param>
    /// <returns>Null when the folder holds no run.</returns>
    /// <exception cref="TrainOptionsException">An option, the device or the data differ in a way that changes results.</exception>
    /// <exception cref="RunFolderException">There are logs, but not those of a run that can be resumed.</exception>
    /// <exception cref="LogFormatException">Manifest or events are damaged.</exception>
    public static EarlierRun? Find(RunFolder folder, RunManifest wanted)
    {
        if (!folder.HoldsRun)
            return null;
        if (!File.Exists(folder.ManifestPath))
        {
            throw new RunFolderException(
                $"{folder.Path} holds logs but no run.json, so their run cannot be resumed; pass --overwrite to replace them, or "
                + "another --output-dir");
        }

        Compare(folder, RunManifest.Read(folder.ManifestPath), wanted);
        var events = new EventReader(folder.EventsPath).ReadNew();
        var finished = events.LastOrDefault(e => e is RunStarted or RunFinished) is RunFinished;
        var checkpoint = TrainingCheckpoint.Newest(folder);
        var kept = finished ? int.MaxValue : checkpoint?.Epoch ?? -1;
        if (!finished && wanted.Options["record"]!.GetValue<string>() != "off")
            RequireDynamics(folder, kept);
        return new EarlierRun(checkpoint, finished, [.. Results(events).Values.Where(result => result.Epoch <= kept)]);
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
            if (now.Sha256 != before.Sha256 || now.Examples != before.Examples)
                Refuse($"{now.Split} data", Show(now), Show(before));
        }

        void Refuse(string what, string now, string before) => throw new TrainOptionsException(
            $"{what}: found {now}, expected {before}, as the run in {folder.Path} began; resume it with that, or start anew with "
            + "--overwrite or another --output-dir");
    }

    static string Show(JsonNode? value) => value is null ? "none" : value.ToJsonString().Trim('"');

    static string Show(DataFileRecord file) => $"{file.Path} of {file.Examples} examples with SHA-256 {file.Sha256}";

    static void RequireDynamics(RunFolder folder, int lastEpoch)
    {
        for (var epoch = 0; epoch <= lastEpoch; epoch++)
        {
            var path = folder.DynamicsPath(epoch);
            if (!File.Exists(path) && !File.Exists($"{path}.gz"))
            {
                throw new RunFolderException(
                    $"{path} is missing, but the checkpoint is that of epoch {lastEpoch}; put the file back, or pass --overwrite to start anew");
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
