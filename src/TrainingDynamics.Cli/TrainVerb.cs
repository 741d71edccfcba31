using System.CommandLine;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Text.Batching;
using TrainingDynamics.Text.Datasets;

namespace TrainingDynamics.Cli;

/// <summary><c>td train</c>: a run from texts to logs, and to the data map when asked.</summary>
sealed class TrainVerb : IVerb
{
    // An instance of the options, for the defaults that the command line does not repeat.
    static readonly TrainOptions Defaults = new() { Model = "bert-tiny" };

    readonly Option<string> _task = new("--task", "--task-name") { DefaultValueFactory = _ => "demo" };
    readonly Option<string?> _dataDir = new("--data-dir");
    readonly Option<string> _model = new("--model", "--model-name-or-path") { DefaultValueFactory = _ => Defaults.Model };
    readonly Option<bool> _fromScratch = new("--from-scratch");
    readonly Option<string?> _vocabulary = new("--vocabulary");
    readonly Option<int> _vocabularySize = new("--vocabulary-size") { DefaultValueFactory = _ => Defaults.VocabularySize };
    readonly Option<int> _maxLength = new("--max-length") { DefaultValueFactory = _ => Defaults.MaxLength };
    readonly Option<int> _epochs = new("--epochs", "--num-train-epochs") { DefaultValueFactory = _ => Defaults.Epochs };
    readonly Option<int> _batchSize = new("--batch-size", "--per-device-train-batch-size") { DefaultValueFactory = _ => Defaults.BatchSize };
    readonly Option<int> _evalBatchSize = new("--eval-batch-size", "--per-device-eval-batch-size") { DefaultValueFactory = _ => Defaults.EvalBatchSize };
    readonly Option<double> _learningRate = new("--learning-rate") { DefaultValueFactory = _ => Defaults.LearningRate };
    readonly Option<double> _warmupRatio = new("--warmup-ratio") { DefaultValueFactory = _ => Defaults.WarmupRatio };
    readonly Option<int?> _warmupSteps = new("--warmup-steps", "--num-warmup-steps");
    readonly Option<double> _weightDecay = new("--weight-decay") { DefaultValueFactory = _ => Defaults.WeightDecay };
    readonly Option<double> _maxGradNorm = new("--max-grad-norm") { DefaultValueFactory = _ => Defaults.MaxGradNorm ?? 0 };
    readonly Option<double?> _dropout = new("--dropout");
    readonly Option<string> _batching = new("--batching") { DefaultValueFactory = _ => "bucketed" };
    readonly Option<string> _record = new("--record") { DefaultValueFactory = _ => "after-epoch" };
    readonly Option<int> _seed = new("--seed") { DefaultValueFactory = _ => Defaults.Seed };
    readonly Option<int?> _threads = new("--threads");
    readonly Option<string> _device = new("--device") { DefaultValueFactory = _ => Defaults.Device };
    readonly Option<int> _loggingSteps = new("--logging-steps") { DefaultValueFactory = _ => Defaults.LoggingSteps };
    readonly Option<string> _outputDir = new("--output-dir") { DefaultValueFactory = _ => Defaults.OutputDir };
    readonly Option<bool> _overwrite = new("--overwrite");
    readonly Option<bool> _resume = new("--resume");
    readonly Option<string> _checkpointing = new("--checkpointing") { DefaultValueFactory = _ => "epoch" };
    readonly Option<bool> _map = new("--map");

    /// <inheritdoc/>
    public string Page => """
        td train: fine-tune a classifier and record every example's logits each epoch

          td train --task sst2 --data-dir glue --model bert-tiny --from-scratch --map

        --task NAME (demo)         sst2, rte, or demo, the bundled set
        --data-dir DIR             holds SST-2/{train,dev}.tsv, or the two files
        --model NAME (bert-tiny)   a folder in Hugging Face's layout or, with
        --from-scratch             bert-tiny, bert-mini, bert-small, bert-base
        --vocabulary FILE          a vocab.txt; else trained: --vocabulary-size N (8000)
        --max-length N (128)       tokens kept of an example
        --epochs N (3)             --batch-size N (32), --eval-batch-size N (64)
        --learning-rate X (5e-5)   rises over --warmup-ratio X (0.1) of the steps or
                                   --warmup-steps N, then falls to 0
        --weight-decay X (0.01)    --max-grad-norm X (1; 0 clips nothing)
        --dropout P                in place of the model's own
        --batching WAY (bucketed)  by length, or random, or sequential
        --record WAY (after-epoch) or off
        --seed N (42)              --threads N (all cores), --device auto|cpu|cuda:N
        --logging-steps N (10)     steps between two readings of the loss
        --output-dir DIR (dy_log)  the run lies in DIR/TASK/MODEL; if there is one
                                   --resume goes on with it, --overwrite replaces it
        --checkpointing epoch|off  --map in the end writes metrics and draws the map
        As in the original: --task-name, --model-name-or-path, --num-train-epochs,
        --per-device-train-batch-size, --per-device-eval-batch-size, --num-warmup-steps
        """;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("train", "Fine-tune and record.")
        {
            _task, _dataDir, _model, _fromScratch, _vocabulary, _vocabularySize, _maxLength, _epochs, _batchSize, _evalBatchSize,
            _learningRate, _warmupRatio, _warmupSteps, _weightDecay, _maxGradNorm, _dropout, _batching, _record, _seed, _threads,
            _device, _loggingSteps, _outputDir, _overwrite, _resume, _checkpointing, _map,
        };
        command.SetAction(parsed => (int)Execute(parsed));
        return command;
    }

    ExitCode Execute(ParseResult parsed)
    {
        var options = OptionsOf(parsed);
        options.Validate();
        var data = TaskCatalog.Load(parsed.GetRequiredValue(_task), parsed.GetValue(_dataDir));
        using var stop = new StopSignals();
        var summary = TrainDisplay.Show(observer => TrainingRun.Run(options, data, observer, stop.Token));
        TrainSummary.Write(summary, options, parsed.GetValue(_map));
        return summary.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }

    TrainOptions OptionsOf(ParseResult parsed) => new()
    {
        Model = parsed.GetRequiredValue(_model),
        FromScratch = parsed.GetValue(_fromScratch),
        Vocabulary = parsed.GetValue(_vocabulary),
        VocabularySize = parsed.GetValue(_vocabularySize),
        MaxLength = parsed.GetValue(_maxLength),
        Epochs = parsed.GetValue(_epochs),
        BatchSize = parsed.GetValue(_batchSize),
        EvalBatchSize = parsed.GetValue(_evalBatchSize),
        LearningRate = parsed.GetValue(_learningRate),
        WarmupRatio = parsed.GetValue(_warmupRatio),
        WarmupSteps = parsed.GetValue(_warmupSteps),
        WeightDecay = parsed.GetValue(_weightDecay),
        MaxGradNorm = parsed.GetValue(_maxGradNorm) is var norm and not 0 ? norm : null,
        Dropout = parsed.GetValue(_dropout),
        Batching = Choice(_batching.Name, parsed.GetRequiredValue(_batching), ("bucketed", BatchOrder.Bucketed), ("random", BatchOrder.Random), ("sequential", BatchOrder.Sequential)),
        Record = Choice(_record.Name, parsed.GetRequiredValue(_record), ("after-epoch", RecordingMode.AfterEpoch), ("off", RecordingMode.Off)),
        Seed = parsed.GetValue(_seed),
        Threads = parsed.GetValue(_threads),
        Device = parsed.GetRequiredValue(_device),
        LoggingSteps = parsed.GetValue(_loggingSteps),
        OutputDir = parsed.GetRequiredValue(_outputDir),
        Overwrite = parsed.GetValue(_overwrite),
        Resume = parsed.GetValue(_resume),
        Checkpointing = Choice(_checkpointing.Name, parsed.GetRequiredValue(_checkpointing), ("epoch", CheckpointingMode.Epoch), ("off", CheckpointingMode.Off)),
    };

    static T Choice<T>(string option, string given, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        var names = new List<string>();
        foreach (var (name, value) in choices)
        {
            if (name == given)
            {
                return value;
            }

            names.Add(name);
        }

        throw new UsageException($"{option} is '{given}', expected one of {string.Join(", ", names)}");
    }
}
