namespace TrainingDynamics.Engine.Training;

/// <summary>A run after its options, data and folder were found usable. Nothing is written yet and no model is loaded.</summary>
/// <param name="Options">What to do.</param>
/// <param name="Data">What to learn from.</param>
/// <param name="Processes">Who trains together.</param>
/// <param name="Folder">Where the run will lie.</param>
/// <param name="Library">The libtorch that will compute it.</param>
/// <param name="Device">Where this process computes.</param>
/// <param name="Manifest">What <c>run.json</c> will say.</param>
/// <param name="Earlier">The run to go on with; null: a new one begins.</param>
/// <param name="Rule">Decides which epoch is the best.</param>
sealed record RunPlan(
    TrainOptions Options,
    TaskData Data,
    ICollective Processes,
    RunFolder Folder,
    TorchLibraryInfo Library,
    Device Device,
    RunManifest Manifest,
    EarlierRun? Earlier,
    BestEpochRule Rule)
{
    /// <summary>Checks what can be checked without a model. All processes call it together.</summary>
    /// <exception cref="TrainOptionsException">Options contradict each other, the data or the run to resume.</exception>
    /// <exception cref="RunFolderException">The run folder is taken or cannot be written to.</exception>
    /// <exception cref="ParallelException">The processes do not agree where to resume.</exception>
    public static RunPlan Check(TrainOptions options, TaskData data, ICollective processes)
    {
        options.Validate();
        var rule = new BestEpochRule(options);
        rule.RequireMetric(data);
        if (data.Train.IsRegression && options.LabelSmoothing > 0)
        {
            throw new TrainOptionsException("--label-smoothing: found a regression, expected classes; leave the option out");
        }

        var folder = options.FolderOf(data.Task);
        RunFolderContents.Refuse(folder, options);
        var library = TorchLibrary.Load();
        var device = DeviceChoice.Of(options.Device, library, processes.LocalRank);
        set_num_threads(options.Threads ?? ProcessAgreement.ThreadsOfEach(processes));

        var manifest = TrainingManifest.Of(options, data, library, ProcessAgreement.DeviceName(device), processes.Size);
        var earlier = options.IsResumption ? EarlierRun.Find(folder, manifest, options, data.Train.Examples.Count) : null;
        ProcessAgreement.RequireOneStart(processes, earlier, folder); // no process looks for a run after this, so process 0 may write one
        return new RunPlan(options, data, processes, folder, library, device, manifest, earlier, rule);
    }

    /// <summary>The results of a run that had already finished; removes what a killed process left half-written in its folder.</summary>
    public TrainingSummary SummaryOf(EarlierRun earlier)
    {
        RunFolderContents.RemoveAbandoned(Folder);
        var adapter = Path.Combine(Folder.ModelFolder, LoraConfigFile.Name);
        var config = ModelConfigFile.Read(Path.Combine(Folder.ModelFolder, ModelSource.ConfigFile)) with
        {
            Lora = File.Exists(adapter) ? LoraConfigFile.Read(adapter) : null,
            Frozen = Options.Frozen,
        };
        var layout = TextClassifier.Layout(config);
        return new TrainingSummary(
            Folder,
            earlier.Epochs,
            earlier.Epochs.Count,
            earlier.Epochs.Count,
            Interrupted: false,
            Seconds: 0,
            ProcessAgreement.DeviceName(Device),
            layout.Length,
            TruncatedExamples: 0,
            config.Labels == 1,
            Library)
        {
            TrainedParameters = layout.TrainedLength,
            Best = Rule.BestOf(earlier.Epochs),
            StoppedEarly = Rule.EndsAfter(earlier.Epochs),
        };
    }
}
