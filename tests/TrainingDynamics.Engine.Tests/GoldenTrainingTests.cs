using System.Text.Json;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Batching;
using TrainingDynamics.Text.Datasets;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>A run of Hugging Face's, repeated by <see cref="TrainingRun"/> itself: no loop of the test's own.</summary>
public sealed class GoldenTrainingTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedFact]
    public void Twelve_steps_of_Hugging_Faces_training_are_reproduced()
    {
        using var golden = new GoldenModel("bert-2l-64h");
        var expected = golden.Training;
        var steps = expected.GetProperty("steps").EnumerateArray().ToArray();
        var observed = new Observations();

        var summary = TrainingRun.Run(
            new TrainOptions
            {
                Model = golden.Folder,
                Epochs = 1,
                BatchSize = steps[0].GetProperty("texts").GetArrayLength(),
                LearningRate = expected.GetProperty("lr").GetDouble(),
                WeightDecay = expected.GetProperty("weight_decay").GetDouble(),
                WarmupSteps = expected.GetProperty("warmup_steps").GetInt32(),
                MaxGradNorm = null,
                MaxLength = 48,
                Dropout = 0,
                Batching = BatchOrder.Sequential,
                LoggingSteps = 1,
                Threads = 1,
                Device = "cpu",
                OutputDir = _folder.Path,
            },
            Data(steps), observed, CancellationToken.None);

        var taken = observed.All.OfType<StepTaken>().ToArray();
        Assert.Equal(steps.Length, taken.Length);
        foreach (var (step, got) in steps.Zip(taken))
        {
            AssertClose(step.GetProperty("loss").GetDouble(), got.Loss, 1e-4);
            AssertClose(step.GetProperty("grad_norm").GetDouble(), got.GradientNorm, 1e-4);
            Assert.Equal(step.GetProperty("lr").GetDouble(), got.LearningRate, 12);
        }

        using var model = Load(summary.Folder.ModelFolder);
        foreach (var norm in expected.GetProperty("param_norms").EnumerateObject())
        {
            using var view = model.Parameters.View(norm.Name);
            using var value = view.norm();
            AssertClose(norm.Value.GetDouble(), value.item<float>(), 1e-4);
        }

        AssertFinalLogits(expected, model, summary.Folder.ModelFolder);
    }

    // Relative; the golden data's README promises 1e-4 for losses, which carry the rounding of all steps before.
    static void AssertClose(double expected, double actual, double relative) =>
        Assert.InRange(actual, expected - relative * Math.Abs(expected), expected + relative * Math.Abs(expected));

    static TaskData Data(JsonElement[] steps)
    {
        var examples = steps
            .SelectMany(s => s.GetProperty("texts").EnumerateArray().Zip(s.GetProperty("labels").EnumerateArray()))
            .Select((pair, i) => new Example($"{i}", pair.First.GetString()!, null, pair.Second.GetInt32()))
            .ToArray();
        Dataset Split(string name, IReadOnlyList<Example> rows) => new(name, ["LABEL_0", "LABEL_1"], rows, name, new string('0', 64));
        return new TaskData("golden", Split("train", examples), Split("dev", examples[..8]));
    }

    static TextClassifier Load(string folder)
    {
        var model = TextClassifier.Create(ModelConfigFile.Read(Path.Combine(folder, "config.json")), CPU, new NativeDropout());
        Checkpoint.Load(model, Path.Combine(folder, "model.safetensors"));
        return model;
    }

    static void AssertFinalLogits(JsonElement expected, TextClassifier model, string folder)
    {
        using var noGradient = no_grad();
        var tokenizer = WordPieceTokenizer.Load(folder);
        var texts = expected.GetProperty("final_texts").EnumerateArray();
        foreach (var (text, logits) in texts.Zip(expected.GetProperty("final_logits").EnumerateArray()))
        {
            using var scope = NewDisposeScope();
            var ids = tensor(tokenizer.Encode(text.GetString()!, 48).Select(id => (long)id).ToArray()).unsqueeze(0);
            var got = model.Forward(ids, null, null, training: false).data<float>().ToArray();
            Assert.InRange(GoldenModel.Floats(logits).Zip(got, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-4f);
        }
    }
}
