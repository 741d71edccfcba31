namespace TrainingDynamics.Logs;

/// <summary>
/// Where a run keeps what: <c>{output-dir}/{task}/{model}/</c> with the manifest, the events, one dynamics file an epoch,
/// metrics, selections, checkpoints, the fine-tuned model and figures. Only names; nothing is created and no
/// file is read here.
/// </summary>
/// <param name="path">The run's own folder, relative or absolute.</param>
public sealed class RunFolder(string path)
{
    /// <summary>The name of the folder that holds the dynamics files.</summary>
    public const string DynamicsFolderName = "training_dynamics";

    /// <summary>The name of the metrics file, in the dynamics folder, where beyondguo's README has it.</summary>
    public const string MetricsFileName = "td_metrics.jsonl";

    /// <summary>The name of the folder that holds the fine-tuned model.</summary>
    public const string ModelFolderName = "model";

    /// <summary>The run's own folder, as it was given.</summary>
    public string Path { get; } = path;

    /// <summary>The options, seed, data and versions of the run, as JSON.</summary>
    public string ManifestPath => In("run.json");

    /// <summary>The training examples: guids, rows, labels, texts and their hashes, as Parquet.</summary>
    public string ExamplesPath => In("examples.parquet");

    /// <summary>What happened, one JSON object a line, appended while the run goes on.</summary>
    public string EventsPath => In("events.jsonl");

    /// <summary>What a viewer asks of the training; see <see cref="ControlFile"/>.</summary>
    public string ControlPath => In("control");

    /// <summary>Which examples a person has marked; see <see cref="MarkJournal"/>.</summary>
    public string MarksPath => In("marks.jsonl");

    /// <summary>What was printed while a dashboard held the terminal.</summary>
    public string OutputPath => In("output.log");

    /// <summary>Held by the run that writes here; see <see cref="RunLock"/>.</summary>
    public string LockPath => In("run.lock");

    /// <summary>One dynamics file per finished epoch.</summary>
    public string DynamicsFolder => In(DynamicsFolderName);

    /// <summary>One metrics record per example.</summary>
    public string MetricsPath => System.IO.Path.Combine(DynamicsFolder, MetricsFileName);

    /// <summary>The guids of the three regions.</summary>
    public string RegionsPath => In("three_regions_data_indices.json");

    /// <summary>One folder per checkpoint.</summary>
    public string CheckpointsFolder => In("checkpoints");

    /// <summary>TensorBoard's event files, where they were asked for.</summary>
    public string TrackingFolder => In("tensorboard");

    /// <summary>The fine-tuned model in Hugging Face's layout.</summary>
    public string ModelFolder => In(ModelFolderName);

    /// <summary>The model's predictions for the test set, if there is one, one a line.</summary>
    public string TestPredictionsPath => In("test_predictions.jsonl");

    /// <summary>Pictures drawn from the run.</summary>
    public string FiguresFolder => In("figures");

    /// <summary>The run as one page.</summary>
    public string ReportPath => System.IO.Path.Combine(FiguresFolder, "report.html");

    /// <summary>The run beside another one, as one page.</summary>
    public string ComparisonPath => System.IO.Path.Combine(FiguresFolder, "comparison.html");

    /// <summary>The examples that a person has marked, as a table.</summary>
    public string MarkedExamplesPath => In("marked_examples.csv");

    /// <summary>True when a run was started in this folder, finished or not.</summary>
    public bool HoldsRun =>
        File.Exists(ManifestPath) || File.Exists(EventsPath)
        || (Directory.Exists(DynamicsFolder) && Directory.EnumerateFiles(DynamicsFolder, "dynamics_epoch_*").Any());

    /// <summary>
    /// <c>{outputDir}/{task}/{model}</c>, where the model counts as <see cref="NameOfModel"/> says; with a name of the run
    /// <c>{outputDir}/{runName}</c>.
    /// </summary>
    /// <exception cref="RunFolderException">The model's name has no segment that could name a folder, or the run's name is none.</exception>
    public static RunFolder For(string outputDir, string task, string model, string? runName = null)
    {
        if (runName is null)
        {
            return new RunFolder(System.IO.Path.Combine(outputDir, task, NameOfModel(model)));
        }

        return runName.Length > 0 && System.IO.Path.GetFileName(runName) == runName && runName is not ("." or "..")
            ? new RunFolder(System.IO.Path.Combine(outputDir, runName))
            : throw new RunFolderException($"--run-name: found '{runName}', expected the name of a folder, without a separator");
    }

    /// <summary>
    /// The last segment of a path or Hub id. For the folder <c>model</c> that a run leaves, which says nothing, the names of the
    /// two folders around it, task and model: <c>dy_log/sst2/bert-tiny/model</c> gives <c>sst2-bert-tiny</c>.
    /// </summary>
    /// <exception cref="RunFolderException">There is no segment that could name a folder.</exception>
    public static string NameOfModel(string model)
    {
        var trimmed = model.TrimEnd('/', '\\');
        var segment = System.IO.Path.GetFileName(trimmed);
        if (segment is "" or "." or "..")
        {
            throw new RunFolderException($"the model '{model}' gives no folder name; name the model's folder itself");
        }
        // A Hub id has one separator, so what has more is a path, whether it is there still or not.
        if (segment != ModelFolderName || (trimmed.Count(c => c == '/') < 2 && !Directory.Exists(trimmed)))
        {
            return segment;
        }

        var run = new DirectoryInfo(trimmed).Parent;
        return run?.Parent is not { } task ? segment
            : task.Parent is null ? run.Name
            : $"{task.Name}-{run.Name}";
    }

    /// <summary>
    /// <c>TASK-MODEL</c>, what charts and pages call the run: the model's last segment or, for the folder <c>model</c> that a run
    /// leaves, the name of this folder, which <see cref="NameOfModel"/> chose.
    /// </summary>
    public string TitleOf(string task, string model)
    {
        var segment = System.IO.Path.GetFileName(model.TrimEnd('/', '\\'));
        return $"{task}-{(segment is ModelFolderName or "." or ".." ? System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path))) : segment)}";
    }

    /// <summary>
    /// The run folder that a path means: the path itself or, when it is a <c>training_dynamics</c> folder or a file in a run
    /// folder or in that, the folder around it. Nothing has to exist but the file.
    /// </summary>
    public static RunFolder Of(string path)
    {
        var folder = System.IO.Path.TrimEndingDirectorySeparator(
            File.Exists(path) ? System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))! : path);
        return new RunFolder(
            System.IO.Path.GetFileName(System.IO.Path.GetFullPath(folder)) == DynamicsFolderName
                ? System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(folder))!
                : folder);
    }

    /// <summary>The dynamics file of a 0-based epoch, as JSON lines.</summary>
    public string DynamicsPath(int epoch) => System.IO.Path.Combine(DynamicsFolder, DynamicsFile.NameOf(epoch, LogFormat.Jsonl));

    /// <summary>The dynamics files of a 0-based epoch; of both formats JSON lines come last.</summary>
    public string[] DynamicsPaths(int epoch, LogFormat format) =>
    [
        .. new[] { LogFormat.Parquet, LogFormat.Jsonl }
            .Where(one => format == one || format == LogFormat.Both)
            .Select(one => System.IO.Path.Combine(DynamicsFolder, DynamicsFile.NameOf(epoch, one))),
    ];

    /// <summary>The checkpoint folder of a 0-based epoch.</summary>
    public string CheckpointPath(int epoch) =>
        System.IO.Path.Combine(CheckpointsFolder, string.Create(CultureInfo.InvariantCulture, $"epoch_{epoch}"));

    /// <summary>The checkpoint folder after a number of updates.</summary>
    public string StepCheckpointPath(int step) =>
        System.IO.Path.Combine(CheckpointsFolder, string.Create(CultureInfo.InvariantCulture, $"step_{step}"));

    /// <inheritdoc/>
    public override string ToString() => Path;

    string In(string name) => System.IO.Path.Combine(Path, name);
}

/// <summary>
/// A run folder is missing, taken or cannot be written to. The message is one line that says what to do.
/// </summary>
public sealed class RunFolderException(string message, Exception? inner = null) : Exception(message, inner);
