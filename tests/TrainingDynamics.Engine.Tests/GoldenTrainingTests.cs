using System.Text.Json;
using TrainingDynamics.Data;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Predicting;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Batching;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Runs of Hugging Face's, repeated by <see cref="TrainingRun"/> itself: no loop of the test's own.</summary>
public sealed class GoldenTrainingTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bert", ScheduleKind.Linear)]
    [InlineData("distilbert", ScheduleKind.Cosine)]
    [InlineData("electra", ScheduleKind.ConstantWithWarmup)]
    [InlineData("roberta", ScheduleKind.Polynomial)]
    [InlineData("modernbert", ScheduleKind.Linear)]
    [InlineData("llama", ScheduleKind.Linear)]
    [InlineData("qwen2", ScheduleKind.Linear)]
    [InlineData("qwen3", ScheduleKind.Linear)]
    [InlineData("gpt2", ScheduleKind.Linear)]
    [SharedData("xlm-roberta", ScheduleKind.Linear)]
    [SharedData("shared/modernbert", ScheduleKind.Linear)]
    [SharedData("shared/llama", ScheduleKind.Linear)]
    [SharedData("shared/qwen2", ScheduleKind.Linear)]
    [SharedData("shared/qwen3", ScheduleKind.Linear)]
    [SharedData("shared/gpt2", ScheduleKind.Linear)]
    public void Steps_of_Hugging_Faces_training_are_reproduced(string name, ScheduleKind schedule)
    {
        using var golden = new GoldenModel(name);
        RequireSteps(golden, golden.Folder, schedule);
    }

    [Fact]
    public void Roberta_under_xlm_robertas_name_takes_the_steps_of_roberta()
    {
        using var golden = new GoldenModel("roberta");
        foreach (var file in Directory.GetFiles(golden.Folder))
        {
            _folder.Write($"xlm-roberta/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        }

        var config = File.ReadAllText(_folder["xlm-roberta", "config.json"]);
        _folder.Write("xlm-roberta/config.json", config.Replace("\"model_type\": \"roberta\"", "\"model_type\": \"xlm-roberta\"", StringComparison.Ordinal));

        var trained = RequireSteps(golden, _folder["xlm-roberta"], ScheduleKind.Polynomial);

        Assert.Equal(ModelFamilies.XlmRoberta, ModelConfigFile.Read(Path.Combine(trained.Folder.ModelFolder, "config.json")).Family);
    }

    [Theory]
    [InlineData("bert", ScheduleKind.Linear)]
    [InlineData("distilbert", ScheduleKind.Cosine)]
    [InlineData("electra", ScheduleKind.ConstantWithWarmup)]
    [InlineData("roberta", ScheduleKind.Polynomial)]
    [InlineData("modernbert", ScheduleKind.Linear)]
    [InlineData("llama", ScheduleKind.Linear)]
    [InlineData("qwen2", ScheduleKind.Linear)]
    [InlineData("qwen3", ScheduleKind.Linear)]
    [InlineData("gpt2", ScheduleKind.Linear)]
    public void In_bfloat16_the_losses_stay_near_Hugging_Faces_in_float32(string name, ScheduleKind schedule)
    {
        using var golden = new GoldenModel(name);
        var (steps, summary) = Train(golden, golden.Folder, schedule, Precision.Bf16);

        // bfloat16 has 8 bits of mantissa: a rounding is up to 0.4 %, and some ten of them follow one another to a loss.
        foreach (var (step, got) in golden.Training.GetProperty("steps").EnumerateArray().Zip(steps))
        {
            AssertClose(step.GetProperty("loss").GetDouble(), got.Loss, 0.03);
        }

        Assert.InRange(FinalDifference(golden.Training, summary), 1e-5f, 0.1f);
    }

    TrainingSummary RequireSteps(GoldenModel golden, string folder, ScheduleKind schedule)
    {
        var expected = golden.Training;
        Assert.Equal(schedule.ToString(), expected.GetProperty("schedule").GetString()!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
        var (steps, summary) = Train(golden, folder, schedule, Precision.Fp32);

        Assert.Equal(expected.GetProperty("steps").GetArrayLength(), steps.Length);
        foreach (var (step, got) in expected.GetProperty("steps").EnumerateArray().Zip(steps))
        {
            AssertClose(step.GetProperty("loss").GetDouble(), got.Loss, 1e-4);
            AssertClose(step.GetProperty("grad_norm").GetDouble(), got.GradientNorm, 1e-4);
            Assert.Equal(step.GetProperty("lr").GetDouble(), got.LearningRate, 12);
        }

        using var model = TextClassifier.Create(
            ModelConfigFile.Read(Path.Combine(summary.Folder.ModelFolder, "config.json")), CPU, new NativeDropout());
        Checkpoint.Load(model, Path.Combine(summary.Folder.ModelFolder, "model.safetensors"));
        var norms = expected.GetProperty("param_norms").EnumerateObject().ToDictionary(norm => norm.Name, norm => norm.Value.GetDouble());
        Assert.Equal(norms.Keys.Order(), model.Parameters.Layout.Slices.Keys.Order());
        foreach (var (parameter, norm) in norms)
        {
            using var view = model.Parameters.View(parameter);
            using var value = view.norm();
            // A bias of the keys adds the same to all scores of a query: its gradient is rounding alone, for AdamW as good as any.
            // GPT-2's is one with those of queries and values.
            var hasKeys = parameter.EndsWith("key.bias", StringComparison.Ordinal) || parameter.EndsWith("c_attn.bias", StringComparison.Ordinal);
            AssertClose(norm, value.item<float>(), hasKeys ? 1e-2 : 1e-4);
        }

        Assert.InRange(FinalDifference(expected, summary), 0, 1e-4f);
        return summary;
    }

    (StepTaken[] Steps, TrainingSummary Summary) Train(GoldenModel golden, string folder, ScheduleKind schedule, Precision precision)
    {
        var expected = golden.Training;
        var steps = expected.GetProperty("steps").EnumerateArray().ToArray();
        var limit = expected.GetProperty("max_grad_norm");
        var observed = new Observations();
        var summary = TrainingRun.Run(
            new TrainOptions
            {
                Model = folder,
                Epochs = 1,
                BatchSize = steps[0].GetProperty("texts").GetArrayLength(),
                LearningRate = expected.GetProperty("lr").GetDouble(),
                LrSchedulerType = schedule,
                WeightDecay = expected.GetProperty("weight_decay").GetDouble(),
                WarmupSteps = expected.GetProperty("warmup_steps").GetInt32(),
                MaxGradNorm = limit.ValueKind == JsonValueKind.Null ? null : limit.GetDouble(),
                MaxLength = 48,
                Dropout = 0,
                Precision = precision,
                Batching = BatchOrder.Sequential,
                LoggingSteps = 1,
                Threads = 1,
                Device = "cpu",
                OutputDir = _folder.Path,
            },
            Data(steps), observed, CancellationToken.None);
        return ([.. observed.All.OfType<StepTaken>()], summary);
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
        string[] labels = [.. Enumerable.Range(0, 1 + (int)examples.Max(example => example.Gold)).Select(i => $"LABEL_{i}")];
        Dataset Split(string name, IReadOnlyList<Example> rows) => new(name, labels, rows, name, new string('0', 64));
        return new TaskData("golden", Split("train", examples), Split("dev", examples[..8]));
    }

    static float FinalDifference(JsonElement expected, TrainingSummary summary)
    {
        using var predictor = Predictor.Open(summary.Folder.ModelFolder, "cpu", threads: 1, observer: null, CancellationToken.None);
        var texts = expected.GetProperty("final_texts").EnumerateArray().Select(text => new PredictionInput(text.GetString()!, null, null));
        var logits = predictor.Predict(texts, maxLength: 48, batchSize: 3, CancellationToken.None).SelectMany(prediction => prediction.Logits).ToArray();
        var wanted = expected.GetProperty("final_logits").EnumerateArray().SelectMany(GoldenModel.Floats).ToArray();
        Assert.Equal(wanted.Length, logits.Length);
        return wanted.Zip(logits, (a, b) => Math.Abs(a - b)).Max();
    }
}
