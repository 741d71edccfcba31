using TrainingDynamics.Data;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Parallel;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>
/// What a step does around the model, on torch's device without data: an operation that needs a number on the host, for which it
/// would wait on a GPU, fails there. The model itself and AdamW have operations that this device lacks.
/// </summary>
public sealed class HostWaitTests : IDisposable
{
    const int Every = 3;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Readings_and_clipping_need_nothing_on_the_host_before_they_are_due()
    {
        using var weights = zeros(10, device: META); // [N]
        var processes = new OneProcess();
        var options = new TrainOptions { Model = "bert-tiny", LoggingSteps = Every };
        using var readings = new StepReadings(Set(), options, weights, processes, new Observations());
        using var clip = new GradientClip(1, META);
        readings.BeginEpoch(default);
        void Step(int step)
        {
            using var scope = NewDisposeScope();
            var batch = Batch();
            var logits = zeros(2, 2, device: META); // [B, C]
            readings.AddBatch([0, 1], batch, logits.sum(), logits, part: 1);
            var norm = clip.Apply(weights); // []
            readings.EndStep(step, 0, 1e-3, norm);
        }

        for (var step = 1; step < Every; step++)
        {
            Step(step);
        }
        // Where a reading is due the host does ask, so the device would have told.
        Assert.Contains("no data", Assert.ThrowsAny<Exception>(() => Step(Every)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_pass_is_recorded_without_asking_the_device()
    {
        using var recorder = new DuringTrainingRecorder(
            4, 2, META, new OneProcess(), new DynamicsFiles(Set().Source, RunFolder.For(_folder["out"], "t", "m"), LogFormat.Jsonl, []), new Observations());
        using var scope = NewDisposeScope();
        recorder.Add(Batch(), zeros(2, 2, device: META));
        using var stop = new StopAgreement(new OneProcess(), CancellationToken.None);
        Assert.Contains("no data", Assert.ThrowsAny<Exception>(() => recorder.Record(0, stop)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Precision.Fp32)]
    [InlineData(Precision.Bf16)]
    public void Gradients_and_weights_go_between_the_buffers_without_asking_the_device(Precision precision)
    {
        var config = ModelConfig.Named("bert-tiny", 60, ["negative", "positive"])! with { Precision = precision };
        using var model = TextClassifier.Create(config, META, new NativeDropout());
        model.Parameters.GatherGradients();
        model.ClearPaddingGradient();
        model.Parameters.Publish();
        Assert.ThrowsAny<Exception>(() => model.Parameters.Values.cpu());
    }

    static DeviceBatch Batch() => new(
        zeros(2, ScalarType.Int64, META), zeros(2, 8, ScalarType.Int64, META), null, null, zeros(2, ScalarType.Int64, META), null);

    static EncodedDataset Set()
    {
        Example[] examples = [.. Enumerable.Range(0, 4).Select(i => new Example($"{i}", "good film", null, i % 2))];
        var tokenizer = new WordPieceTokenizer(WordPieceTrainer.Train(["good", "film"], 20));
        return EncodedDataset.Encode(new Dataset("set", ["negative", "positive"], examples, "set.tsv", new string('0', 64)), tokenizer, 8);
    }
}
