using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace TrainingDynamics.Engine.Training;

/// <summary>The run that lies in a folder and is to be resumed.</summary>
/// <param name="Checkpoint">Where to go on; null when no epoch was saved.</param>
/// <param name="Finished">True if nothing is left to do.</param>
/// <param name="Epochs">The epochs to keep, as the run reported them; those after the checkpoint are not among them.</param>
/// <param name="Manifest">Of the run until now.</param>
/// <param name="NewestStep">Of the newest checkpoint, which is not always the one to go on with; null when there is none.</param>
sealed record EarlierRun(
    TrainingCheckpoint? Checkpoint, bool Finished, IReadOnlyList<EpochResult> Epochs, RunManifest Manifest, int? NewestStep)
{
    // Options that decide the length of a run; their values may grow.
    const string EpochsOption = "epochs", StepsOption = "max-train-steps";

    static readonly JsonObject Defaults = new TrainOptions { Model = "" }.ToJson();

    // Options that change no number that a run writes.
    static readonly string[] MayDiffer =
    [
        "output-dir", "run-name", "overwrite", "resume", "resume-from-checkpoint", "checkpointing", "checkpointing-steps", "save-total-limit",
        "with-tracking", "logging-steps", "log-format", "no-texts",
        // Changes only what happens at NaN, so that a run that NaN has stopped can be resumed with skip.
        "on-nan",
        // Compared by the weights that it gives.
        "class-weight",
        // They end a run and change no epoch.
        "early-stopping-patience", "early-stopping-threshold",
    ];

    /// <summary>Reads what is there, changing nothing.</summary>
    /// <param name="folder">Where the run lies.</param>
    /// <param name="wanted">What the resumed run would be; must agree with what the run was.</param>
    /// <param name="options">The same as options.</param>
    /// <param name="examples">Of the training set.</param>
    /// <returns>Null when the folder holds no run.</returns>
    /// <exception cref="TrainOptionsException">An option, the device or the data differ in a way that changes results.</exception>
    /// <exception cref="RunFolderException">There are logs, but not those of a run that can be resumed.</exception>
    /// <exception cref="LogFormatException">Manifest or events are damaged.</exception>
    public static EarlierRun? Find(RunFolder folder, RunManifest wanted, TrainOptions options, int examples)
    {
        var from = options.ResumeFromCheckpoint;
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

        var manifest = RunManifest.Read(folder.ManifestPath);
        Compare(folder, manifest, wanted);
        var events = new EventReader(folder.EventsPath).ReadNew();
        var results = Results(events).Values;
        var rule = new BestEpochRule(options);
        var length = TrainingLength.Of(options, examples);
        var ended = from is null && events.LastOrDefault(e => e is RunStarted or RunFinished) is RunFinished;
        var finished = ended && (rule.EndsAfter(results) || (results.Count >= length.Epochs && !IsLonger(wanted, manifest)));
        var all = TrainingCheckpoint.All(folder);
        var checkpoint = (from is null ? all : [Named(folder, from)]).LastOrDefault(one => !length.CutsShort(one.State));
        if (!finished && checkpoint is null && (ended || all.Count > 0))
        {
            throw new RunFolderException(
                $"{folder.Path}: the run cannot become longer, for no checkpoint is left from before its end or after a whole epoch, as "
                + "--checkpointing off and --max-train-steps leave it; train anew with --overwrite or another --output-dir");
        }

        var kept = finished ? int.MaxValue : checkpoint?.State.EpochsFinished ?? 0;
        if (!finished && wanted.Options["record"]!.GetValue<string>() == "after-epoch")
        {
            RequireDynamics(folder, kept);
        }

        EpochResult[] epochs = [.. results.Where(result => result.Epoch < kept)];
        if (!finished && options.LoadBestModelAtEnd)
        {
            RequireBest(folder, rule.BestOf(epochs));
        }

        return new EarlierRun(checkpoint, finished, epochs, manifest, all is [.., var last] ? last.State.Step : null);
    }

    /// <summary>
    /// The manifest of a run that continues beyond its planned length or its end; null if neither is so.
    /// </summary>
    public RunManifest? Extended(RunManifest wanted, TrainingState from)
    {
        string[] names = [EpochsOption, StepsOption, "early-stopping-patience", "early-stopping-threshold"];
        var before = new JsonObject();
        var options = Manifest.Options.DeepClone().AsObject();
        foreach (var name in names.Where(name => !Same(wanted.Options[name], Recorded(Manifest, name))))
        {
            before[name] = Recorded(Manifest, name)?.DeepClone();
            options[name] = wanted.Options[name]?.DeepClone();
        }

        if (before.Count == 0)
        {
            return Manifest.Best is null ? null : Manifest with { Best = null };
        }

        return Manifest with
        {
            Options = options,
            Best = null,
            Extensions = [.. Manifest.Extensions ?? [], new RunExtension(DateTime.UtcNow, from.EpochsFinished, from.Step, before)],
        };
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
        foreach (var (name, value) in wanted.Options)
        {
            var before = Recorded(found, name);
            if (name is "device" || MayDiffer.Contains(name) || Same(value, before))
            {
                continue;
            }

            if (name is not (EpochsOption or StepsOption) || value is null || before is null)
            {
                Refuse($"--{name}", Show(value), Show(before));
            }

            if (!IsMore(value, before))
            {
                Refuse($"--{name}", Show(value), $"{Show(before)} or more");
            }
        }

        if (!Weights(wanted).SequenceEqual(Weights(found)))
        {
            Refuse("--class-weight", Show(wanted.ClassWeights), Show(found.ClassWeights));
        }

        if (found.Device != wanted.Device)
        {
            Refuse("--device", wanted.Device, found.Device);
        }

        foreach (var (now, before) in wanted.DataFiles.Zip(found.DataFiles).Where(pair => pair.First.Split != TrainingManifest.Test))
        {
            if (Comparable(now, before) != Comparable(before, before))
            {
                Refuse($"{now.Split} data", Show(now), Show(before));
            }
        }

        static IEnumerable<KeyValuePair<string, double>> Weights(RunManifest run) => run.ClassWeights ?? new Dictionary<string, double>();
        [DoesNotReturn]
        void Refuse(string what, string now, string before) => throw new TrainOptionsException(
            $"{what}: found {now}, expected {before}, as the run in {folder.Path} began; resume it with that, or start anew with "
            + "--overwrite or another --output-dir");
    }

    // Fields that an older manifest lacks are not compared; column names without a header line follow from the task.
    static DataFileRecord Comparable(DataFileRecord file, DataFileRecord recorded) => file with
    {
        Path = "",
        Layout = recorded.Layout is not null && file.Layout is { } layout ? layout with { Header = null, Shards = null } : null,
        ExamplesSha256 = recorded.ExamplesSha256 is null ? null : file.ExamplesSha256,
    };

    // A run from before the option existed had its default.
    static JsonNode? Recorded(RunManifest run, string name) => (run.Options.ContainsKey(name) ? run.Options : Defaults)[name];

    // Through text, so that equal numbers are equal whether they were read or computed.
    static bool Same(JsonNode? one, JsonNode? other) => JsonNode.DeepEquals(AsRead(one), AsRead(other));

    static JsonNode? AsRead(JsonNode? value) => value is null ? null : JsonNode.Parse(value.ToJsonString());

    static bool IsMore(JsonNode now, JsonNode before) =>
        AsRead(now) is JsonValue a && AsRead(before) is JsonValue b && a.TryGetValue(out int more) && b.TryGetValue(out int less) && more > less;

    static bool IsLonger(RunManifest wanted, RunManifest found)
    {
        var name = wanted.Options[StepsOption] is null ? EpochsOption : StepsOption;
        return wanted.Options[name] is { } now && found.Options[name] is { } before && IsMore(now, before);
    }

    static string Show(IReadOnlyDictionary<string, double>? weights) => weights is null
        ? "none"
        : string.Join(", ", weights.Select(weight => FormattableString.Invariant($"{weight.Key} {weight.Value}")));

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

    static void RequireBest(RunFolder folder, BestEpoch? best)
    {
        if (best is not null && !Directory.Exists(folder.CheckpointPath(best.Epoch)))
        {
            throw new RunFolderException(
                $"{folder.CheckpointPath(best.Epoch)} is missing, but --load-best-model-at-end may need it: epoch {best.Epoch + 1} is the best before "
                + "this checkpoint; resume from a later one, or pass --overwrite to start anew");
        }
    }

    // An epoch's last report counts: an epoch that was trained again was reported again.
    static SortedDictionary<int, EpochResult> Results(IReadOnlyList<RunEvent> events)
    {
        var results = new SortedDictionary<int, EpochResult>();
        foreach (var happened in events)
        {
            if (happened is EpochFinished end)
            {
                results[end.Epoch] = new EpochResult(end.Epoch, end.TrainLoss, end.TrainAccuracy, DevMetrics: null);
            }
            else if (happened is Evaluated dev && results.TryGetValue(dev.Epoch, out var result))
            {
                results[dev.Epoch] = result with { DevMetrics = dev.Metrics, Classification = dev.Classification };
            }
        }

        return results;
    }
}
