using System.Text.Json;
using TrainingDynamics.Data;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>
/// Oracles: torch's own cross_entropy on a whole batch, and the formula of its documentation in double precision. Tolerance 1e-6:
/// float32 logarithms and sums.
/// </summary>
public sealed class TrainingLossTests : IDisposable
{
    const double Tolerance = 1e-6;

    static readonly double[][] Logits = [[0.2, -1.5, 0.7], [2.0, 0.1, -0.4], [-0.3, 0.9, 1.1], [0.5, 0.4, 0.3], [-2.0, 1.0, 0.0]];
    static readonly int[] Golds = [2, 0, 1, 0, 1];

    readonly TemporaryFolder _folder = new();

    public static TheoryData<double[]?, double> Kinds => new()
    {
        { null, 0 },
        { null, 0.1 },
        { [0.5, 2, 3], 0 },
        { [0.5, 2, 3], 0.2 },
        { [0.5, 2, 3], 1 },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_is_torchs_and_the_formulas(double[]? weights, double smoothing)
    {
        using var scope = NewDisposeScope();
        using var objective = Objective(weights, smoothing);
        var all = Enumerable.Range(0, Golds.Length).ToArray();
        var loss = objective.Of(Rows(all), Batch(all)).item<float>();

        var torchs = nn.functional.cross_entropy(
            Rows(all),
            tensor(Golds.Select(gold => (long)gold).ToArray()),
            weights is null ? null : tensor(weights, ScalarType.Float32),
            label_smoothing: smoothing).item<float>();
        Assert.Equal(torchs, loss);
        Assert.Equal(Formula(Logits, Golds, weights, smoothing), loss, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_means_of_parts_add_up_by_their_mass(double[]? weights, double smoothing)
    {
        using var scope = NewDisposeScope();
        using var objective = Objective(weights, smoothing);
        int[] all = [0, 1, 2, 3, 4];
        var parts = new[] { new[] { 0, 3 }, [1], [2, 4] }
            .Sum(part => objective.Mass(part) / objective.Mass(all) * objective.Of(Rows(part), Batch(part)).item<float>());
        Assert.Equal(objective.Of(Rows(all), Batch(all)).item<float>(), parts, Tolerance);
    }

    [Theory]
    [InlineData(null, 0.2)]
    [InlineData("negative 1\npositive 4", 0)]
    [InlineData("negative 1\npositive 4", 0.2)]
    public void A_run_reports_the_loss_that_it_was_asked_to_make_small(string? weights, double smoothing)
    {
        // One batch is the epoch, so the logits that are recorded in training are those of the loss.
        var data = SmallTask.Data(train: 8, dev: 8);
        var options = SmallTask.Options(_folder) with
        {
            Epochs = 1,
            Dropout = 0,
            Record = RecordingMode.DuringTraining,
            LoggingSteps = 1,
            ClassWeight = weights is null ? null : _folder.Write("weights", weights),
            LabelSmoothing = smoothing,
        };
        var run = TrainingRun.Run(options, data, new Observations(), CancellationToken.None);

        double[][] logits =
        [
            .. File.ReadLines(run.Folder.DynamicsPath(0)).Select(line =>
                JsonDocument.Parse(line).RootElement.GetProperty("logits_epoch_0").EnumerateArray().Select(z => z.GetDouble()).ToArray()),
        ];
        int[] golds = [.. data.Train.Examples.Select(example => (int)example.Gold)];
        var expected = Formula(logits, golds, weights is null ? null : [1, 4], smoothing);
        Assert.Equal(expected, run.Epochs[0].TrainLoss, 2e-6); // a fresh model says nearly the same of all, which smoothing changes little
        Assert.NotEqual(Formula(logits, golds, null, 0), expected, 1e-5);
        Assert.Equal(weights is null ? null : new[] { 1.0, 4 }, RunManifest.Read(run.Folder.ManifestPath).ClassWeights?.Values.ToArray());
        // The dev loss stays the plain one, which other runs can be compared by.
        Assert.Equal(Formula(Predictions(run, data), [.. data.Dev.Examples.Select(example => (int)example.Gold)], null, 0), run.Epochs[0].DevMetrics!["loss"], 1e-4);
    }

    [Fact]
    public void Weighted_batches_of_four_make_the_update_of_one_of_sixteen()
    {
        var (one, parts) = (Train(16, 1), Train(4, 4));
        Assert.Equal(one.Count, parts.Count);
        foreach (var (a, b) in one.Zip(parts))
        {
            Assert.Equal(a.GradientNorm, b.GradientNorm, 1e-4);
        }

        List<StepTaken> Train(int batchSize, int accumulation)
        {
            var observed = new Observations();
            var options = SmallTask.OptionsOfParts(_folder, batchSize, accumulation) with
            {
                Epochs = 1,
                ClassWeight = _folder.Write("weights", "negative 1\npositive 7"),
                LabelSmoothing = 0.1,
            };
            TrainingRun.Run(options, SmallTask.Data(train: 44, dev: 8), observed, CancellationToken.None);
            return [.. observed.All.OfType<StepTaken>()];
        }
    }

    // What the run's model says of the dev set.
    static double[][] Predictions(TrainingSummary run, TaskData data)
    {
        using var predictor = Predicting.Predictor.Open(run.Folder.ModelFolder, "cpu", 1, null, CancellationToken.None);
        return
        [
            .. predictor.Predict(
                    data.Dev.Examples.Select(example => new Predicting.PredictionInput(example.Text, null, null)), 24, 8, CancellationToken.None)
                .Select(prediction => prediction.Logits.Select(logit => (double)logit).ToArray()),
        ];
    }

    // (1 - e) · Σ w_y·nll / Σ w_y + e / C · Σ Σ_c w_c · -log p_c / Σ w_y
    static double Formula(double[][] logits, int[] golds, double[]? weights, double smoothing)
    {
        double nll = 0, smooth = 0, mass = 0;
        for (var i = 0; i < golds.Length; i++)
        {
            var sum = Math.Log(logits[i].Sum(Math.Exp));
            double Weight(int c) => weights?[c] ?? 1;
            nll += Weight(golds[i]) * (sum - logits[i][golds[i]]);
            smooth += Enumerable.Range(0, logits[i].Length).Sum(c => Weight(c) * (sum - logits[i][c])) / logits[i].Length;
            mass += Weight(golds[i]);
        }

        return ((1 - smoothing) * nll + smoothing * smooth) / mass;
    }

    static TrainingLoss Objective(double[]? weights, double smoothing)
    {
        string[] labels = ["a", "b", "c"];
        var set = new Dataset("s", labels, [.. Golds.Select((gold, i) => new Example($"{i}", "good", null, gold))], "s.tsv", new string('0', 64));
        var tokenizer = new WordPieceTokenizer(WordPieceTrainer.Train(["good"], 20));
        return new TrainingLoss(
            EncodedDataset.Encode(set, tokenizer, 8), weights is null ? null : labels.Zip(weights).ToDictionary(pair => pair.First, pair => pair.Second), smoothing, CPU);
    }

    static Tensor Rows(int[] examples) => stack(examples.Select(i => tensor(Logits[i], ScalarType.Float32))); // [B, C]

    static DeviceBatch Batch(int[] examples) =>
        new(tensor(examples.Select(i => (long)i).ToArray()), zeros(1), null, null, tensor(examples.Select(i => (long)Golds[i]).ToArray()), null);
}
