namespace TrainingDynamics.Engine.Training;

/// <summary>Decides whether a run may start in a folder, and clears away an earlier run's files.</summary>
static class RunFolderContents
{
    /// <summary>Changes nothing.</summary>
    /// <exception cref="RunFolderException">A run lies there and may not be replaced, or a file is in the way.</exception>
    public static void Refuse(RunFolder folder, TrainOptions options)
    {
        if (folder.HoldsRun && !options.Overwrite && !options.IsResumption)
        {
            throw new RunFolderException(
                $"{folder.Path} already holds a run; pass --resume to go on with it, --overwrite to replace it, or another "
                + "--output-dir to keep it");
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

    /// <summary>Looks again once the folder is held: another run may have come and gone since the first look.</summary>
    /// <exception cref="RunFolderException">There is a run where there was none, or another checkpoint to go on with.</exception>
    public static void RefuseChanged(RunFolder folder, TrainOptions options, EarlierRun? earlier)
    {
        if (!options.IsResumption)
        {
            Refuse(folder, options);
        }
        else if (!IsStillThere(folder, options, earlier))
        {
            throw new RunFolderException($"{folder.Path}: another run has changed its checkpoints meanwhile; run the same command again");
        }
    }

    static bool IsStillThere(RunFolder folder, TrainOptions options, EarlierRun? earlier) =>
        options.ResumeFromCheckpoint is null
            ? TrainingCheckpoint.Newest(folder)?.State.Step == earlier?.NewestStep
            : TrainingCheckpoint.All(folder).Any(one => one.State.Step == earlier?.Checkpoint?.State.Step);

    /// <summary>
    /// Keeps what a person marked in the earlier run, whatever replaces it. Marks name examples by guid, so they stay where these
    /// mean the same in the new run; else they get a name that no viewer reads, such as <c>marks.jsonl.1</c>. The table of marked
    /// examples has figures of the earlier run and always gets one.
    /// </summary>
    /// <param name="folder">The run.</param>
    /// <param name="wanted">The new run, whose manifest is not written yet.</param>
    /// <returns>What was renamed, by its new name.</returns>
    /// <exception cref="IOException">A file cannot be renamed.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static IReadOnlyList<string> SetMarksAside(RunFolder folder, RunManifest wanted)
    {
        var aside = new List<string>();
        foreach (var path in GuidsMeanTheSame(folder, wanted) ? [folder.MarkedExamplesPath] : new[] { folder.MarksPath, folder.MarkedExamplesPath })
        {
            if (File.Exists(path))
            {
                var name = Enumerable.Range(1, int.MaxValue).Select(number => FormattableString.Invariant($"{path}.{number}")).First(one => !Path.Exists(one));
                File.Move(path, name);
                aside.Add(name);
            }
        }

        return aside;
    }

    static bool GuidsMeanTheSame(RunFolder folder, RunManifest wanted)
    {
        try
        {
            return File.Exists(folder.ManifestPath) && Identity(RunManifest.Read(folder.ManifestPath)) == Identity(wanted);
        }
        catch (LogFormatException)
        {
            return false;
        }

        static (string? Sha256, string? GuidColumn) Identity(RunManifest run) =>
            run.DataFiles.FirstOrDefault(file => file.Split == TrainingManifest.Train) is { } train ? (train.Sha256, train.Layout?.Guid) : default;
    }

    /// <summary>
    /// Deletes what an earlier run left: checkpoints, dynamics, what was computed from them, the model, events and manifest.
    /// Other files and the folders stay. When this is ended half way, the rest is a run without a checkpoint.
    /// </summary>
    /// <exception cref="RunFolderException">A file cannot be deleted.</exception>
    public static void Clear(RunFolder folder)
    {
        try
        {
            TrainingCheckpoint.Remove(folder, keep: _ => false);
            string[] own =
            [
                .. Derived(folder),
                .. ModelFolder.Files.Select(file => Path.Combine(folder.ModelFolder, file)),
                .. DynamicsPaths(folder),
                .. TrackingPaths(folder),
                folder.ExamplesPath, folder.EventsPath, folder.OutputPath, folder.ManifestPath,
            ];
            foreach (var file in own.Where(File.Exists))
            {
                File.Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException($"{folder.Path}: the earlier run cannot be removed: {e.Message}", e);
        }
    }

    /// <summary>
    /// Deletes what a run wrote after a checkpoint, what was computed from its dynamics, and the later checkpoints. Marks are a
    /// person's and of the same examples, so they stay.
    /// </summary>
    public static void GoBackTo(TrainingCheckpoint checkpoint, RunFolder folder)
    {
        var kept = Enumerable.Range(0, checkpoint.State.EpochsFinished)
            .SelectMany(epoch => folder.DynamicsPaths(epoch, LogFormat.Both).Append($"{folder.DynamicsPath(epoch)}.gz"))
            .Select(path => Path.GetFileName(path))
            .ToHashSet(StringComparer.Ordinal);
        string[] later = [.. DynamicsPaths(folder).Where(path => !kept.Contains(Path.GetFileName(path)))];
        foreach (var file in later.Concat(Derived(folder)).Where(File.Exists))
        {
            File.Delete(file);
        }

        var earlier = TrainingCheckpoint.All(folder).Where(one => one.State.Step <= checkpoint.State.Step).Select(one => one.Folder);
        TrainingCheckpoint.Remove(folder, earlier.ToHashSet(StringComparer.Ordinal).Contains);
    }

    /// <summary>
    /// Cuts off a last line of the events that has no end, which a process that was killed while writing leaves; what is
    /// appended would otherwise join it.
    /// </summary>
    public static void CutTornEvent(RunFolder folder)
    {
        if (!File.Exists(folder.EventsPath))
        {
            return;
        }

        using var events = new FileStream(folder.EventsPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var end = events.Length;
        while (end > 0)
        {
            events.Position = end - 1;
            if (events.ReadByte() == '\n')
            {
                break;
            }

            end--;
        }

        events.SetLength(end);
    }

    /// <summary>Deletes the files in the making that a killed process left; what td metrics or td plot write just now stays.</summary>
    public static void RemoveAbandoned(RunFolder folder)
    {
        foreach (var one in new[] { folder.Path, folder.DynamicsFolder, folder.ModelFolder, folder.FiguresFolder })
        {
            WholeFile.RemoveAbandoned(one);
        }
    }

    // By the names that td gives them when nobody asks for another.
    static string[] Derived(RunFolder folder) =>
    [
        folder.TestPredictionsPath, folder.RegionsPath, folder.ReportPath,
        .. Directory.Exists(folder.DynamicsFolder) ? Directory.GetFiles(folder.DynamicsFolder, Path.ChangeExtension(RunFolder.MetricsFileName, "*")) : [],
        .. Directory.Exists(folder.FiguresFolder) ? Directory.GetFiles(folder.FiguresFolder, "data_map*") : [],
    ];

    static string[] DynamicsPaths(RunFolder folder) => Directory.Exists(folder.DynamicsFolder)
        ? [
            .. Directory.GetFiles(folder.DynamicsFolder, "dynamics_epoch_*.jsonl*"),
            .. Directory.GetFiles(folder.DynamicsFolder, "dynamics_epoch_*.parquet*"),
        ]
        : [];

    static string[] TrackingPaths(RunFolder folder) => Directory.Exists(folder.TrackingFolder)
        ? Directory.GetFiles(folder.TrackingFolder, "events.out.tfevents.*")
        : [];
}
