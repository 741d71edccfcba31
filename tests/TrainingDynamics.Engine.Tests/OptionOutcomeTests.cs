using System.Text.Json;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Batching;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>An option does to a run what it promises: told by closed forms over what the run reports and leaves.</summary>
public sealed class OptionOutcomeTests : IDisposable
{
    const double Peak = 1e-3;
    const int Examples = 32;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_learning_rate_is_the_peak_from_which_the_schedule_falls()
    {
        Assert.Equal([1, 0.75, 0.5, 0.25], Rates(o => o), Close);
        Assert.Equal([2, 1.5, 1, 0.5], Rates(o => o with { LearningRate = 2 * Peak }), Close);
        Assert.Equal(
            Enumerable.Range(0, 4).Select(step => (1 + Math.Cos(Math.PI * step / 4)) / 2),
            Rates(o => o with { LrSchedulerType = ScheduleKind.Cosine }), Close);
    }

    [Fact]
    public void Warm_up_raises_the_rate_from_zero_over_a_share_or_a_number_of_steps()
    {
        Assert.Equal([0, 0.5, 1, 0.5], Rates(o => o with { WarmupRatio = 0.5 }), Close);
        Assert.Equal([0, 1 / 7.0, 2 / 7.0, 3 / 7.0], Rates(o => o with { WarmupSteps = 7 }), Close);
    }

    [Theory]
    [InlineData(8, 1, null, 4)]
    [InlineData(16, 1, null, 2)]
    [InlineData(8, 2, null, 2)]
    [InlineData(8, 1, 3, 3)]
    public void Batch_size_accumulation_and_the_limit_decide_the_number_of_updates(int batch, int accumulated, int? most, int expected) =>
        Assert.Equal(
            expected,
            Run(o => o with { BatchSize = batch, GradientAccumulationSteps = accumulated, MaxTrainSteps = most }).Steps.Count);

    [Theory]
    [InlineData(null)]
    [InlineData(0.5)]
    [InlineData(0.1)]
    public void Gradients_reach_the_optimizer_with_at_most_the_norm_of_clipping(double? limit)
    {
        var run = Run(o => o with { MaxGradNorm = limit });

        // β2 = 0.999: the second moments sum to the squared norms of the gradients, each step's weighted by its age.
        var norms = run.Steps.Select(step => Math.Min(step.GradientNorm, limit ?? double.PositiveInfinity)).ToArray();
        var expected = norms.Select((norm, i) => 0.001 * Math.Pow(0.999, norms.Length - 1 - i) * norm * norm).Sum();
        Assert.True(limit is not 0.1 || run.Steps.All(step => step.GradientNorm > 0.1), "the limit must bite");
        Assert.InRange(run.Sum("second_moment.", value => value), expected * (1 - 1e-4), expected * (1 + 1e-4));
    }

    [Fact]
    public void Weight_decay_shrinks_weights_and_neither_biases_nor_norms()
    {
        // Adam's own step is at most some rates long, so that the decay is what remains of a thousandfold one.
        var (plain, decayed) = (Run(o => o with { WeightDecay = 0 }), Run(o => o with { WeightDecay = 500 }));
        // The rates of the four steps: 1, 3/4, 1/2 and 1/4 of the peak.
        var shrunk = new[] { 1, 0.75, 0.5, 0.25 }.Aggregate(1.0, (left, share) => left * (1 - share * Peak * 500));

        var ratio = decayed.Norm("bert.embeddings.word_embeddings.weight") / plain.Norm("bert.embeddings.word_embeddings.weight");
        Assert.InRange(ratio, shrunk - 0.05, shrunk + 0.05);
        Assert.InRange(decayed.Norm("bert.embeddings.LayerNorm.weight") / plain.Norm("bert.embeddings.LayerNorm.weight"), 0.99, 1.01);
    }

    [Fact]
    public void Without_dropout_the_way_of_drawing_masks_changes_nothing()
    {
        double First(double dropout, bool plain) => Run(o => o with { Dropout = dropout, Plain = plain }).Steps[0].Loss;

        Assert.Equal(First(0, plain: true), First(0, plain: false), 1e-5);
        Assert.NotEqual(First(0.3, plain: true), First(0.3, plain: false), 1e-4);
    }

    [Theory]
    [InlineData(BatchOrder.Sequential)]
    [InlineData(BatchOrder.Random)]
    [InlineData(BatchOrder.Bucketed)]
    public void The_order_of_batches_is_the_plan_of_that_name(BatchOrder order)
    {
        // A rate too small to change anything: every batch is measured with the model that the records are of.
        var run = Run(o => o with { Batching = order, Dropout = 0, LearningRate = 1e-12 });
        var losses = run.Records().Select(record => CrossEntropy(record.Logits, record.Gold)).ToArray();
        var plan = BatchPlan.Create(order, run.Lengths(), 8, seed: 5, epoch: 0);

        for (var batch = 0; batch < plan.Count; batch++)
        {
            Assert.Equal(plan[batch].ToArray().Average(i => losses[i]), run.Steps[batch].Loss, 1e-4);
        }
    }

    [Fact]
    public void Recording_during_training_keeps_the_logits_that_the_losses_are_made_of()
    {
        var during = Run(o => o with { Record = RecordingMode.DuringTraining });
        var after = Run(o => o);

        double Recorded(Outcome run) => run.Records().Average(record => CrossEntropy(record.Logits, record.Gold));
        Assert.Equal(during.Steps.Average(step => step.Loss), Recorded(during), 1e-5);
        Assert.NotEqual(after.Steps.Average(step => step.Loss), Recorded(after), 1e-3);
    }

    [Fact]
    public void The_longest_text_has_the_maximum_of_tokens()
    {
        var run = Run(o => o with { MaxLength = 12 });
        var longer = run.Lengths().Count(length => length > 12);

        Assert.InRange(longer, 1, Examples - 1);
        Assert.Equal(longer, run.Summary.TruncatedExamples);
    }

    [Fact]
    public void Bfloat16_rounds_the_passes_and_keeps_weights_in_float32()
    {
        var (single, half) = (Run(o => o), Run(o => o with { Precision = Precision.Bf16 }));

        foreach (var (a, b) in single.Steps.Zip(half.Steps))
        {
            Assert.NotEqual(a.Loss, b.Loss);
            Assert.Equal(a.Loss, b.Loss, 0.03);
        }

        Assert.True(half.Sum("first_moment.", value => value.ne(value.to(ScalarType.BFloat16).to(ScalarType.Float32)).to(ScalarType.Float32)) > 0);
    }

    [Fact]
    public void Another_seed_draws_other_weights() =>
        Assert.NotEqual(Run(o => o).Steps[0].Loss, Run(o => o with { Seed = 6 }).Steps[0].Loss);

    [Fact]
    public void Size_and_vocabulary_size_are_the_models()
    {
        var config = ModelConfigFile.Read(Path.Combine(
            Run(o => o with { Model = "bert-mini", VocabularySize = 40 }).Summary.Folder.ModelFolder, "config.json"));
        Assert.Equal((4, 256, 40), (config.Layers, config.HiddenSize, config.VocabularySize));
    }

    static bool Close(double expected, double actual) => Math.Abs(expected - actual) < 1e-9;

    static double CrossEntropy(double[] logits, int gold) => Math.Log(logits.Sum(Math.Exp)) - logits[gold];

    // The rate of each step as a share of the peak.
    IEnumerable<double> Rates(Func<TrainOptions, TrainOptions> change) => Run(change).Steps.Select(step => step.LearningRate / Peak);

    Outcome Run(Func<TrainOptions, TrainOptions> change)
    {
        var observed = new Observations();
        var options = SmallTask.Options(_folder) with
        {
            Epochs = 1,
            LearningRate = Peak,
            WarmupRatio = 0,
            MaxGradNorm = 0.5,
            LoggingSteps = 1,
            OutputDir = _folder[Guid.NewGuid().ToString("N")],
        };
        var summary = TrainingRun.Run(change(options), SmallTask.Data(train: Examples, dev: 8), observed, CancellationToken.None);
        return new Outcome(summary, [.. observed.All.OfType<StepTaken>()]);
    }

    sealed record Outcome(TrainingSummary Summary, IReadOnlyList<StepTaken> Steps)
    {
        public IReadOnlyList<(double[] Logits, int Gold)> Records() =>
        [
            .. File.ReadLines(Summary.Folder.DynamicsPath(0)).Select(line => JsonDocument.Parse(line).RootElement).Select(record => (
                record.GetProperty("logits_epoch_0").EnumerateArray().Select(logit => logit.GetDouble()).ToArray(),
                record.GetProperty("gold").GetInt32())),
        ];

        /// <summary>Tokens of each training example when nothing is cut.</summary>
        public int[] Lengths()
        {
            var tokenizer = TokenizerFolder.Load(Summary.Folder.ModelFolder);
            return [.. SmallTask.Data(train: Examples).Train.Examples.Select(example => tokenizer.Encode(example.Text, null, 512, []).Length)];
        }

        /// <summary>Over all of the optimizer's tensors of a kind.</summary>
        public double Sum(string prefix, Func<Tensor, Tensor> part) =>
            Read(Path.Combine(Summary.Folder.CheckpointPath(0), "optimizer.safetensors"), prefix, part);

        /// <summary>2-norm of a parameter of the saved model.</summary>
        public double Norm(string name) =>
            Math.Sqrt(Read(Path.Combine(Summary.Folder.ModelFolder, "model.safetensors"), name, value => value.square()));

        static double Read(string path, string prefix, Func<Tensor, Tensor> part)
        {
            using var scope = NewDisposeScope();
            using var file = SafeTensorsFile.Open(path);
            return file.Shapes.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).Sum(entry =>
            {
                var value = zeros([.. entry.Value], ScalarType.Float32);
                file.CopyTo(entry.Key, value);
                return part(value).sum(ScalarType.Float64).item<double>();
            });
        }
    }
}
