using System.Diagnostics;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Datasets;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>
/// bert-tiny from scratch on the first examples of SST-2, one epoch: the engine's loop beside <see cref="PlainLoop"/>, in speed
/// and in dev accuracy.
/// </summary>
sealed class EpochBenchmark
{
    const int BatchSize = 32;
    const double Rate = 5e-4;

    readonly TaskData _data;

    /// <param name="glue">The folder that holds SST-2.</param>
    /// <param name="examples">Of the training set.</param>
    public EpochBenchmark(string glue, int examples)
    {
        var data = TaskCatalog.Load("sst2", glue);
        var train = data.Train;
        _data = data with
        {
            Train = new Dataset(train.Name, train.LabelNames, [.. train.Examples.Take(examples)], train.SourcePath, train.Sha256),
        };
    }

    /// <summary>Seed by seed, one epoch of each loop; adds the ratio of times and both accuracies.</summary>
    public void Run(Measurements into, int seeds)
    {
        List<double> fast = [], plain = [], fastAccuracy = [], plainAccuracy = [];
        for (var seed = 1; seed <= seeds; seed++)
        {
            var (seconds, accuracy) = Plain(seed);
            plain.Add(seconds);
            plainAccuracy.Add(accuracy);
            var (clock, summary) = Fast(seed, RecordingMode.Off);
            fast.Add(clock.Training);
            fastAccuracy.Add(summary.Epochs[^1].DevMetrics!["accuracy"]);
        }

        var n = _data.Train.Examples.Count;
        into.Add($"SST-2, {n} examples, bert-tiny: engine", n / Median.Of(fast), "1/s");
        into.Add($"SST-2, {n} examples, bert-tiny: plain TorchSharp", n / Median.Of(plain), "1/s");
        into.Add($"SST-2, {n} examples, bert-tiny: plain over engine", Median.Of(plain) / Median.Of(fast), "x", "4x");
        into.Add("SST-2 dev accuracy: engine, mean", fastAccuracy.Average(), "", note: string.Join(' ', fastAccuracy));
        into.Add("SST-2 dev accuracy: plain, mean", plainAccuracy.Average(), "", note: string.Join(' ', plainAccuracy));
        var p = plainAccuracy.Average();
        into.Add(
            "SST-2 dev accuracy: difference over its standard error",
            (fastAccuracy.Average() - p) / Math.Sqrt(2 * p * (1 - p) / (seeds * _data.Dev.Examples.Count)),
            "",
            "above -1");
    }

    /// <summary>Whole runs with the log writer on and off by turns; adds what the pass and what the writer cost.</summary>
    public void Recording(Measurements into, int pairs)
    {
        var ratios = new List<double>();
        for (var pair = 0; pair < pairs; pair++)
        {
            var with = Fast(1, RecordingMode.DuringTraining).Clock.Run;
            var without = Fast(1, RecordingMode.Off).Clock.Run;
            ratios.Add(with / without);
        }

        into.Add("recording during training: run time on over off", 100 * (Median.Of(ratios) - 1), "%", "1 %");
    }

    (double Seconds, double Accuracy) Plain(int seed)
    {
        var tokenizer = Tokenizer(_data.Train);
        var train = EncodedDataset.Encode(_data.Train, tokenizer, 64);
        using var loop = new PlainLoop(ModelConfig.Named("bert-tiny", tokenizer.VocabularySize, _data.Train.LabelNames)!, seed);
        var clock = Stopwatch.StartNew();
        loop.Train(train, BatchSize, Rate, seed);
        return (clock.Elapsed.TotalSeconds, loop.Accuracy(EncodedDataset.Encode(_data.Dev, tokenizer, 64)));
    }

    ((double Training, double Run) Clock, TrainingSummary Summary) Fast(int seed, RecordingMode record)
    {
        var folder = Directory.CreateTempSubdirectory("td-benchmark-").FullName;
        try
        {
            var clock = new EpochClock();
            var options = new TrainOptions
            {
                Model = "bert-tiny",
                FromScratch = true,
                Epochs = 1,
                BatchSize = BatchSize,
                LearningRate = Rate,
                MaxLength = 64,
                Seed = seed,
                Record = record,
                Device = "cpu",
                Checkpointing = CheckpointingMode.Off,
                OutputDir = folder,
            };
            var summary = TrainingRun.Run(options, _data, clock, CancellationToken.None);
            return ((clock.Training, clock.Run), summary);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static WordPieceTokenizer Tokenizer(Dataset train) =>
        new(WordPieceTrainer.Train(train.Examples.Select(example => example.Text), WordPieceTrainer.DefaultVocabularySize));

    /// <summary>Times an epoch from its events.</summary>
    sealed class EpochClock : IRunObserver
    {
        readonly Stopwatch _clock = new();

        /// <summary>Seconds of training, recording and evaluation apart.</summary>
        public double Training { get; private set; }

        /// <summary>Seconds from the first step to the last record.</summary>
        public double Run { get; private set; }

        public void On(RunEvent happened)
        {
            if (happened is EpochStarted)
                _clock.Restart();
            else if (happened is StepTaken)
                Training = _clock.Elapsed.TotalSeconds;
            else if (happened is EpochFinished)
                Run = _clock.Elapsed.TotalSeconds;
        }
    }
}
