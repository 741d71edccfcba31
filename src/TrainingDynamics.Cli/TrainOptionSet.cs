using System.CommandLine;
using System.Globalization;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Parallel;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Batching;

namespace TrainingDynamics.Cli;

/// <summary>The options of everything that trains, with the original's names as aliases, and what they say.</summary>
sealed class TrainOptionSet
{
    /// <summary>The options by groups, for <c>--help-all</c>.</summary>
    public const string Page = """
        Model
        --model NAME               a folder in Hugging Face's layout, a Hub id such as
                                   google-bert/bert-base-uncased, or a size; without
                                   it bert-tiny from scratch (--model-name-or-path)
        --from-scratch             random weights; sizes are bert-tiny, bert-mini,
                                   bert-small, bert-base, distilbert-base,
                                   electra-small and electra-base
        --vocabulary FILE          a vocab.txt for a size; else one is trained
        --vocabulary-size N (8000) of one that is trained
        --ignore-mismatched-sizes  start a classifier of another number of labels anew
        --dropout P                in place of the model's own
        --max-length N (128)       tokens kept of an example
        --pad-to-max-length        pad every batch to that, not to its longest example

        Optimisation
        --epochs N (3)             (--num-train-epochs)
        --max-train-steps N        end after N updates, whatever --epochs says
        --batch-size N (32)        examples per batch, of all processes together;
                                   --per-device-train-batch-size N: of each of them
        --gradient-accumulation-steps N (1)   batches per update
        --learning-rate X (5e-5)   the peak of the schedule; 5e-4 with --from-scratch
        --lr-scheduler-type NAME   linear, cosine, cosine_with_restarts, polynomial,
                                   constant or constant_with_warmup (linear)
        --warmup-ratio X (0.1)     share of the updates in which the rate rises
        --warmup-steps N           the same as a number (--num-warmup-steps)
        --weight-decay X (0.01)    of all but biases and layer norms
        --max-grad-norm X (1)      clip the gradients' norm; 0 clips nothing
        --class-weight WAY         balanced: rare classes count more in the loss, by
                                   examples / (classes x the class's examples); or a
                                   file: a label and its weight a line, or JSON
        --label-smoothing X (0)    share of every gold spread over all classes
                                   (--label-smoothing-factor)
        --batching WAY (bucketed)  by length, or random, or sequential
        --precision NAME (fp32)    or bf16: passes in bfloat16, weights kept in float32
        --seed N (42)              decides weights, batches and dropout
        --threads N                of one operation (all cores)
        --device NAME (auto)       cpu, cuda or cuda:N; of several processes on a
                                   machine auto and cuda give each its own
        --collective NAME (auto)   what processes started by mpirun or srun talk
                                   through: mpi, nccl; none: each is on its own

        Record and evaluate
        --record WAY (after-epoch) in a pass of its own after each epoch, without
                                   dropout; during-training, the training pass's own
                                   logits, as AllenAI takes them; or off
        --log-format NAME (jsonl)  parquet, or both: the format of what is recorded
        --no-texts                 leave the texts out of the run's examples.parquet
        --eval-batch-size N (64)   (--per-device-eval-batch-size)
        --logging-steps N (10)     updates between two readings of the loss
        --on-nan stop|skip (stop)  when a loss or gradient norm is NaN or infinite: end
                                   the run and name the examples, or leave that
                                   update out and report it
        --with-tracking            write TensorBoard's event files into the run too
                                   Train accuracy is that of the training pass, with
                                   dropout and while the weights change; td metrics
                                   takes the recorded logits, so its is another

        The best epoch (as in Hugging Face's Trainer)
        --load-best-model-at-end   leave the best epoch's weights in model/, not the
                                   last one's; its checkpoint is never deleted
        --metric-for-best-model M  loss, accuracy, f1, f1_macro, matthews_correlation
                                   or the task's own (loss), on the dev set
        --greater-is-better BOOL   true unless the metric is a loss or mse
        --early-stopping-patience N   end after N epochs without a better one
        --early-stopping-threshold X (0)   what counts as better there: by more than X

        Run folder
        --output-dir DIR (dy_log)  the run lies in DIR/TASK/MODEL
        --run-name NAME            the run lies in DIR/NAME
        --overwrite                replace the run that lies there
        --resume                   go on with it after its newest checkpoint; with more
                                   --epochs or --max-train-steps also past its end
        --resume-from-checkpoint DIR   go back to this one of its checkpoints
        --checkpointing-steps N    after every N updates and each epoch; epoch: after
                                   each epoch; off: never (epoch) (--checkpointing)
        --save-total-limit N (1)   checkpoints that are kept, the best among them
        """;

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

    /// <summary>Adds all options to a command.</summary>
    public void AddTo(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        Option[] all =
        [
            _model, _fromScratch, _vocabulary, _vocabularySize, _ignoreMismatchedSizes, _maxLength, _padToMaxLength, _epochs, _maxTrainSteps,
            _batchSize, _perDeviceBatchSize, _accumulation, _evalBatchSize, _learningRate, _schedule, _warmupRatio, _warmupSteps, _weightDecay, _maxGradNorm,
            _dropout, _batching, _precision, _record, _logFormat, _noTexts, _seed, _threads, _device, _collective, _loggingSteps, _onNan, _withTracking, _outputDir, _runName, _overwrite, _resume,
            _resumeFromCheckpoint, _checkpointingSteps, _saveTotalLimit, _classWeight, _labelSmoothing, _loadBest, _bestMetric, _greaterIsBetter,
            _patience, _threshold,
        ];
        foreach (var option in all)
            command.Options.Add(option);
    }

    /// <summary>What the processes are to talk through.</summary>
    /// <exception cref="UsageException">The choice is none of the option's.</exception>
    public CollectiveKind Collective(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return Collective(parsed, _collective);
    }

    /// <summary>What an option <c>--collective</c> of another verb says.</summary>
    /// <exception cref="UsageException">The choice is none of the option's.</exception>
    public static CollectiveKind Collective(ParseResult parsed, Option<string> option)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        ArgumentNullException.ThrowIfNull(option);
        return Choice(
            parsed,
            option,
            ("auto", CollectiveKind.Auto),
            ("none", CollectiveKind.None),
            ("mpi", CollectiveKind.Mpi),
            ("nccl", CollectiveKind.Nccl));
    }

    /// <summary>What was asked for; not checked beyond the names of choices.</summary>
    /// <exception cref="UsageException">A choice is none of its option's.</exception>
    public TrainOptions Read(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
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

    /// <summary>Says which model is trained where none was asked for.</summary>
    public void TellOfModel(ParseResult parsed, ProgressLines observer)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        ArgumentNullException.ThrowIfNull(observer);
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

    /// <summary>The value of the name that an option was given.</summary>
    /// <exception cref="UsageException">It is none of the names.</exception>
    public static T Choice<T>(ParseResult parsed, Option<string> option, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        ArgumentNullException.ThrowIfNull(option);
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
