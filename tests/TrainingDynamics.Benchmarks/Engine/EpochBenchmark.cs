using System.Diagnostics;
using System.Globalization;
using TrainingDynamics.Data;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>
/// bert-tiny from scratch on the first examples of SST-2: the engine's loop beside <see cref="PlainLoop"/>, with recording and
/// without, and its fast ways beside its plain ones.
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

    /// <summary>One epoch of each loop by turns; adds both rates and their ratio.</summary>
    public void Run(FigureList into, int pairs)
    {
        List<double> fast = [], plain = [];
        for (var seed = 1; seed <= pairs; seed++)
        {
            plain.Add(Plain(seed));
            fast.Add(Fast(seed, RecordingMode.Off).Clock.Training);
        }

        var n = _data.Train.Examples.Count;
        into.Add($"SST-2, {n} examples, bert-tiny: engine", n / Median.Of(fast), "1/s");
        into.Add($"SST-2, {n} examples, bert-tiny: plain TorchSharp", n / Median.Of(plain), "1/s");
        into.Add($"SST-2, {n} examples, bert-tiny: plain over engine", Median.Of(plain.Zip(fast, (p, f) => p / f)), "times", 4);
    }

    /// <summary>Adds what bert-mini's step spends outside of the model on these texts.</summary>
    public void Outside(FigureList into)
    {
        var tokenizer = Tokenizer(_data.Train);
        OutsideBenchmark.Run(into, "bert-mini", EncodedDataset.Encode(_data.Train, tokenizer, 64), tokenizer.VocabularySize, steps: 60);
    }

    /// <summary>Adds what each of the CPU's own kernels saves on these texts; see <see cref="KernelBenchmark.Run"/>.</summary>
    public void Kernels(FigureList into, string name, int stride, int ways)
    {
        var tokenizer = Tokenizer(_data.Train);
        KernelBenchmark.Run(into, name, EncodedDataset.Encode(_data.Train, tokenizer, 64), tokenizer.VocabularySize, stride, ways);
    }

    /// <summary>
    /// Trains on one thread the way the CPU does by default and the plain way, autograd and torch's own dropout, from the same
    /// seeds; adds both means of dev accuracy and how far they are apart.
    /// </summary>
    public void Accuracy(FigureList into, int seeds, int epochs)
    {
        var (fast, fastError) = Accuracies(plain: false);
        var (slow, slowError) = Accuracies(plain: true);
        into.Add("fast less plain, over the standard error of the difference", (fast - slow) / Math.Sqrt(fastError * fastError + slowError * slowError), "", -1);

        (double Mean, double Error) Accuracies(bool plain)
        {
            var values = new List<double>();
            for (var seed = 1; seed <= seeds; seed++)
            {
                values.Add(Fast(seed, RecordingMode.Off, plain, epochs, threads: 1).Summary.Epochs[^1].DevMetrics!["accuracy"]);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(plain ? "plain" : "fast")}, seed {seed}: {values[^1]:F4}"));
            }

            var mean = values.Average();
            var error = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (seeds - 1) / seeds);
            var all = string.Join(' ', values.Select(value => value.ToString("F4", CultureInfo.InvariantCulture)));
            into.Add($"SST-2 dev accuracy, {(plain ? "plain" : "fast")}: mean of {seeds} seeds", mean, "", note: $"{all}; standard error {error.ToString("F4", CultureInfo.InvariantCulture)}");
            return (mean, error);
        }
    }

    /// <summary>
    /// Whole epochs with the log writer on and off by turns, after one that nobody times: adds the median of the pairs' ratios, many
    /// and short, because what else the machine does changes from second to second, and what of the time lies between the last step
    /// and the last record.
    /// </summary>
    public void Recording(FigureList into, int pairs)
    {
        List<double> ratios = [], waits = [];
        Fast(1, RecordingMode.DuringTraining);
        for (var pair = 0; pair < pairs; pair++)
        {
            // Each comes first in every other pair.
            var first = Fast(1, pair % 2 == 0 ? RecordingMode.Off : RecordingMode.DuringTraining).Clock;
            var second = Fast(1, pair % 2 == 0 ? RecordingMode.DuringTraining : RecordingMode.Off).Clock;
            var (off, on) = pair % 2 == 0 ? (first, second) : (second, first);
            ratios.Add(100 * ((on.Run / off.Run) - 1));
            waits.Add(100 * (on.Run - on.Training - (off.Run - off.Training)) / off.Run);
        }

        ratios.Sort();
        var quartiles = string.Create(CultureInfo.InvariantCulture, $"quartiles {ratios[pairs / 4]:F1} and {ratios[3 * pairs / 4]:F1}");
        into.Add($"recording during training: run time on less off, median of {pairs} pairs", Median.Of(ratios), "%", 1, higherIsBetter: false, quartiles);
        into.Add("recording during training: from the last step to the last record", Median.Of(waits), "%", 1, higherIsBetter: false);
    }

    double Plain(int seed)
    {
        var tokenizer = Tokenizer(_data.Train);
        var train = EncodedDataset.Encode(_data.Train, tokenizer, 64);
        using var loop = new PlainLoop(ModelConfig.Named("bert-tiny", tokenizer.VocabularySize, _data.Train.LabelNames)!, seed);
        var clock = Stopwatch.StartNew();
        loop.Train(train, BatchSize, Rate, seed);
        return clock.Elapsed.TotalSeconds;
    }

    ((double Training, double Run) Clock, TrainingSummary Summary) Fast(
        int seed, RecordingMode record, bool plain = false, int epochs = 1, int? threads = null)
    {
        var folder = Directory.CreateTempSubdirectory("td-benchmark-").FullName;
        try
        {
            var clock = new EpochClock();
            var options = new TrainOptions
            {
                Model = "bert-tiny",
                FromScratch = true,
                Epochs = epochs,
                Threads = threads,
                Plain = plain,
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
            {
                _clock.Restart();
            }
            else if (happened is StepTaken)
            {
                Training = _clock.Elapsed.TotalSeconds;
            }
            else if (happened is EpochFinished)
            {
                Run = _clock.Elapsed.TotalSeconds;
            }
        }
    }
}
