using System.Globalization;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Parallel;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Text.Batching;

namespace TrainingDynamics.Cli;

/// <summary>The options of every verb that trains, with the names of AllenAI's and beyondguo's scripts as aliases.</summary>
sealed class TrainOptionSet
{
    // Random weights learn nothing in a few epochs at the rate that fine-tunes pretrained ones.
    const double FromScratchLearningRate = 5e-4;

    // An instance of the options, for the defaults that the command line does not repeat.
    static readonly TrainOptions Defaults = new() { Model = "bert-tiny" };

    readonly Option<string> _model = new("--model", "--model-name-or-path") { DefaultValueFactory = _ => Defaults.Model };
    readonly Option<bool> _fromScratch = new("--from-scratch");
    readonly Option<string?> _vocabulary = new("--vocabulary");
    readonly Option<int> _vocabularySize = new("--vocabulary-size") { DefaultValueFactory = _ => Defaults.VocabularySize };
    readonly Option<bool> _ignoreMismatchedSizes = new("--ignore-mismatched-sizes");
    readonly Option<int> _maxLength = new("--max-length") { DefaultValueFactory = _ => Defaults.MaxLength };
    readonly Option<bool> _padToMaxLength = new("--pad-to-max-length");
    readonly Option<int> _epochs = new("--epochs", "--num-train-epochs") { DefaultValueFactory = _ => Defaults.Epochs };
    readonly Option<int?> _maxTrainSteps = new("--max-train-steps");
    readonly Option<int> _batchSize = new("--batch-size") { DefaultValueFactory = _ => Defaults.BatchSize };
    readonly Option<int?> _perDeviceBatchSize = new("--per-device-train-batch-size");
    readonly Option<int> _accumulation = new("--gradient-accumulation-steps") { DefaultValueFactory = _ => Defaults.GradientAccumulationSteps };
    readonly Option<int> _evalBatchSize = new("--eval-batch-size", "--per-device-eval-batch-size") { DefaultValueFactory = _ => Defaults.EvalBatchSize };
    readonly Option<double?> _learningRate = new("--learning-rate");
    readonly Option<string> _schedule = new("--lr-scheduler-type") { DefaultValueFactory = _ => "linear" };
    readonly Option<double> _warmupRatio = new("--warmup-ratio") { DefaultValueFactory = _ => Defaults.WarmupRatio };
    readonly Option<int?> _warmupSteps = new("--warmup-steps", "--num-warmup-steps");
    readonly Option<double> _weightDecay = new("--weight-decay") { DefaultValueFactory = _ => Defaults.WeightDecay };
    readonly Option<double> _maxGradNorm = new("--max-grad-norm") { DefaultValueFactory = _ => Defaults.MaxGradNorm ?? 0 };
    readonly Option<string?> _classWeight = new("--class-weight");
    readonly Option<double> _labelSmoothing = new("--label-smoothing", "--label-smoothing-factor") { DefaultValueFactory = _ => Defaults.LabelSmoothing };
    readonly Option<bool> _loadBest = new("--load-best-model-at-end");
    readonly Option<string?> _bestMetric = new("--metric-for-best-model");
    readonly Option<bool?> _greaterIsBetter = new("--greater-is-better");
    readonly Option<int?> _patience = new("--early-stopping-patience");
    readonly Option<double> _threshold = new("--early-stopping-threshold") { DefaultValueFactory = _ => Defaults.EarlyStoppingThreshold };
    readonly Option<double?> _dropout = new("--dropout");
    readonly Option<string> _batching = new("--batching") { DefaultValueFactory = _ => "bucketed" };
    readonly Option<string> _precision = new("--precision") { DefaultValueFactory = _ => "fp32" };
    readonly Option<bool> _lora = new("--lora");
    readonly Option<int?> _loraR = new("--lora-r");
    readonly Option<double?> _loraAlpha = new("--lora-alpha");
    readonly Option<double?> _loraDropout = new("--lora-dropout");
    readonly Option<string?> _loraTarget = new("--lora-target");
    readonly Option<string?> _modulesToSave = new("--modules-to-save");
    readonly Option<string?> _basePrecision = new("--base-precision");
    readonly Option<string?> _freeze = new("--freeze");
    readonly Option<bool> _gradientCheckpointing = new("--gradient-checkpointing");
    readonly Option<string> _record = new("--record") { DefaultValueFactory = _ => "after-epoch" };
    readonly Option<string> _logFormat = new("--log-format") { DefaultValueFactory = _ => "jsonl" };
    readonly Option<bool> _noTexts = new("--no-texts");
    readonly Option<int> _seed = new("--seed") { DefaultValueFactory = _ => Defaults.Seed };
    readonly Option<int?> _threads = new("--threads");
    readonly Option<string> _device = new("--device") { DefaultValueFactory = _ => Defaults.Device };
    readonly Option<string> _collective = new("--collective") { DefaultValueFactory = _ => "auto" };
    readonly Option<int> _loggingSteps = new("--logging-steps") { DefaultValueFactory = _ => Defaults.LoggingSteps };
    readonly Option<string> _onNan = new("--on-nan") { DefaultValueFactory = _ => "stop" };
    readonly Option<bool> _withTracking = new("--with-tracking");
    readonly Option<string> _outputDir = new("--output-dir") { DefaultValueFactory = _ => Defaults.OutputDir };
    readonly Option<string?> _runName = new("--run-name");
    readonly Option<bool> _overwrite = new("--overwrite");
    readonly Option<bool> _resume = new("--resume");
    readonly Option<string?> _resumeFromCheckpoint = new("--resume-from-checkpoint");
    readonly Option<string> _checkpointingSteps = new("--checkpointing-steps", "--checkpointing") { DefaultValueFactory = _ => "epoch" };
    readonly Option<int> _saveTotalLimit = new("--save-total-limit") { DefaultValueFactory = _ => Defaults.SaveTotalLimit };

    public IReadOnlyList<Option> All =>
    [
        _model, _fromScratch, _vocabulary, _vocabularySize, _ignoreMismatchedSizes, _maxLength, _padToMaxLength, _epochs, _maxTrainSteps,
        _batchSize, _perDeviceBatchSize, _accumulation, _evalBatchSize, _learningRate, _schedule, _warmupRatio, _warmupSteps, _weightDecay,
        _maxGradNorm, _dropout, _batching, _precision, _record, _logFormat, _noTexts, _seed, _threads, _device, _collective, _loggingSteps,
        _onNan, _withTracking, _outputDir, _runName, _overwrite, _resume, _resumeFromCheckpoint, _checkpointingSteps, _saveTotalLimit,
        _classWeight, _labelSmoothing, _loadBest, _bestMetric, _greaterIsBetter, _patience, _threshold, _lora, _loraR, _loraAlpha, _loraDropout,
        _loraTarget, _modulesToSave, _basePrecision, _freeze, _gradientCheckpointing,
    ];

    public CollectiveKind Collective(ParseResult parsed) => Collective(parsed, _collective);

    /// <summary>The value of an option <c>--collective</c>.</summary>
    /// <exception cref="UsageException">The choice is none of the option's.</exception>
    public static CollectiveKind Collective(ParseResult parsed, Option<string> option) => Choice(
        parsed,
        option,
        ("auto", CollectiveKind.Auto),
        ("none", CollectiveKind.None),
        ("mpi", CollectiveKind.Mpi),
        ("nccl", CollectiveKind.Nccl));

    /// <summary>The options that were given; only the names of choices are checked.</summary>
    /// <exception cref="UsageException">A choice is none of its option's.</exception>
    public TrainOptions Read(ParseResult parsed)
    {
        var (checkpointing, checkpointingSteps) = Checkpointing(parsed);
        return new TrainOptions
        {
            Model = parsed.GetRequiredValue(_model),
            FromScratch = IsFromScratch(parsed),
            Vocabulary = parsed.GetValue(_vocabulary),
            VocabularySize = parsed.GetValue(_vocabularySize),
            IgnoreMismatchedSizes = parsed.GetValue(_ignoreMismatchedSizes),
            MaxLength = parsed.GetValue(_maxLength),
            PadToMaxLength = parsed.GetValue(_padToMaxLength),
            Epochs = parsed.GetValue(_epochs),
            MaxTrainSteps = parsed.GetValue(_maxTrainSteps),
            BatchSize = BatchSize(parsed),
            GradientAccumulationSteps = parsed.GetValue(_accumulation),
            EvalBatchSize = parsed.GetValue(_evalBatchSize),
            LearningRate = parsed.GetValue(_learningRate) ?? (IsFromScratch(parsed) ? FromScratchLearningRate : Defaults.LearningRate),
            LrSchedulerType = Choice(
                parsed,
                _schedule,
                ("linear", ScheduleKind.Linear),
                ("cosine", ScheduleKind.Cosine),
                ("cosine_with_restarts", ScheduleKind.CosineWithRestarts),
                ("polynomial", ScheduleKind.Polynomial),
                ("constant", ScheduleKind.Constant),
                ("constant_with_warmup", ScheduleKind.ConstantWithWarmup)),
            WarmupRatio = parsed.GetValue(_warmupRatio),
            WarmupSteps = parsed.GetValue(_warmupSteps),
            WeightDecay = parsed.GetValue(_weightDecay),
            MaxGradNorm = parsed.GetValue(_maxGradNorm) is var norm and not 0 ? norm : null,
            Dropout = parsed.GetValue(_dropout),
            ClassWeight = parsed.GetValue(_classWeight),
            LabelSmoothing = parsed.GetValue(_labelSmoothing),
            LoadBestModelAtEnd = parsed.GetValue(_loadBest),
            MetricForBestModel = parsed.GetValue(_bestMetric),
            GreaterIsBetter = parsed.GetValue(_greaterIsBetter),
            EarlyStoppingPatience = parsed.GetValue(_patience),
            EarlyStoppingThreshold = parsed.GetValue(_threshold),
            Batching = Choice(
                parsed, _batching, ("bucketed", BatchOrder.Bucketed), ("random", BatchOrder.Random), ("sequential", BatchOrder.Sequential)),
            Precision = Choice(parsed, _precision, ("fp32", Precision.Fp32), ("bf16", Precision.Bf16)),
            Lora = parsed.GetValue(_lora),
            LoraR = parsed.GetValue(_loraR),
            LoraAlpha = parsed.GetValue(_loraAlpha),
            LoraDropout = parsed.GetValue(_loraDropout),
            LoraTarget = parsed.GetValue(_loraTarget),
            ModulesToSave = parsed.GetValue(_modulesToSave),
            BasePrecision = parsed.GetValue(_basePrecision) is null ? null
                : Choice<Precision?>(parsed, _basePrecision!, ("fp32", Precision.Fp32), ("bf16", Precision.Bf16)),
            Freeze = parsed.GetValue(_freeze),
            GradientCheckpointing = parsed.GetValue(_gradientCheckpointing),
            Record = Choice(
                parsed,
                _record,
                ("after-epoch", RecordingMode.AfterEpoch),
                ("during-training", RecordingMode.DuringTraining),
                ("off", RecordingMode.Off)),
            LogFormat = Choice(
                parsed, _logFormat, ("jsonl", LogFormat.Jsonl), ("parquet", LogFormat.Parquet), ("both", LogFormat.Both)),
            NoTexts = parsed.GetValue(_noTexts),
            Seed = parsed.GetValue(_seed),
            Threads = parsed.GetValue(_threads),
            Device = parsed.GetRequiredValue(_device),
            LoggingSteps = parsed.GetValue(_loggingSteps),
            OnNan = Choice(parsed, _onNan, ("stop", NanPolicy.Stop), ("skip", NanPolicy.Skip)),
            WithTracking = parsed.GetValue(_withTracking),
            OutputDir = parsed.GetRequiredValue(_outputDir),
            RunName = parsed.GetValue(_runName),
            Overwrite = parsed.GetValue(_overwrite),
            Resume = parsed.GetValue(_resume),
            ResumeFromCheckpoint = parsed.GetValue(_resumeFromCheckpoint),
            Checkpointing = checkpointing,
            CheckpointingSteps = checkpointingSteps,
            SaveTotalLimit = parsed.GetValue(_saveTotalLimit),
        };
    }

    /// <summary>Says which model is trained where none was named.</summary>
    public void TellOfModel(ParseResult parsed, ProgressLines observer)
    {
        if (IsModelLeftOut(parsed) && !parsed.GetValue(_fromScratch))
        {
            observer.Warn(
                $"no {_model.Name} is given, so {Defaults.Model} is trained from scratch (random weights); a pretrained model learns more: "
                + $"{_model.Name} google-bert/bert-base-uncased");
        }
    }

    // The default is a size, which has no other weights.
    bool IsFromScratch(ParseResult parsed) => parsed.GetValue(_fromScratch) || IsModelLeftOut(parsed);

    bool IsModelLeftOut(ParseResult parsed) => parsed.GetResult(_model) is null or { Implicit: true };

    // The original's number is that of one device.
    int BatchSize(ParseResult parsed) => parsed.GetValue(_perDeviceBatchSize) is { } each
        ? checked(each * (Collective(parsed) == CollectiveKind.None ? 1 : LaunchedProcess.Read().Size))
        : parsed.GetValue(_batchSize);

    // A number of steps, or one of two words, as in the original.
    (CheckpointingMode Mode, int? Steps) Checkpointing(ParseResult parsed) =>
        int.TryParse(parsed.GetRequiredValue(_checkpointingSteps), NumberStyles.None, CultureInfo.InvariantCulture, out var steps)
            ? (CheckpointingMode.Epoch, steps)
            : (Choice(parsed, _checkpointingSteps, ("epoch", CheckpointingMode.Epoch), ("off", CheckpointingMode.Off)), null);

    /// <summary>The value that belongs to the name given to an option.</summary>
    /// <exception cref="UsageException">It is none of the names.</exception>
    public static T Choice<T>(ParseResult parsed, Option<string> option, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        var given = parsed.GetRequiredValue(option);
        var names = new List<string>();
        foreach (var (name, value) in choices)
        {
            if (name == given)
            {
                return value;
            }

            names.Add(name);
        }

        throw new UsageException($"{option.Name} is '{given}', expected one of {string.Join(", ", names)}");
    }
}
