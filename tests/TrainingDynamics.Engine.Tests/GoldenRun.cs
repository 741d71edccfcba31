using System.Text.Json;
using TrainingDynamics.Data;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Predicting;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Batching;

namespace TrainingDynamics.Engine.Tests;

/// <summary>A run of Hugging Face's, repeated by <see cref="TrainingRun"/> itself.</summary>
/// <param name="expected">What the golden file says of the run.</param>
sealed class GoldenRun(JsonElement expected)
{
    /// <summary>Of the run's last model.</summary>
    public IReadOnlyList<float> FinalLogits => [.. expected.GetProperty("final_logits").EnumerateArray().SelectMany(GoldenModel.Floats)];

    /// <summary>Trains a model as the golden run did.</summary>
    public (StepTaken[] Steps, TrainingSummary Summary) Train(string model, string outputDir, ScheduleKind schedule, Func<TrainOptions, TrainOptions> change)
    {
        var steps = expected.GetProperty("steps").EnumerateArray().ToArray();
        var limit = expected.GetProperty("max_grad_norm");
        var observed = new Observations();
        var options = new TrainOptions
        {
            Model = model,
            Epochs = 1,
            BatchSize = steps[0].GetProperty("texts").GetArrayLength(),
            LearningRate = expected.GetProperty("lr").GetDouble(),
            LrSchedulerType = schedule,
            WeightDecay = expected.GetProperty("weight_decay").GetDouble(),
            WarmupSteps = expected.GetProperty("warmup_steps").GetInt32(),
            MaxGradNorm = limit.ValueKind == JsonValueKind.Null ? null : limit.GetDouble(),
            MaxLength = 48,
            Dropout = 0,
            Batching = BatchOrder.Sequential,
            LoggingSteps = 1,
            Threads = 1,
            Device = "cpu",
            OutputDir = outputDir,
        };
        var summary = TrainingRun.Run(change(options), Data(steps), observed, CancellationToken.None);
        return ([.. observed.All.OfType<StepTaken>()], summary);
    }

    /// <summary>Compares losses and gradient norms within 1e-4 of each, and rates.</summary>
    public void RequireSteps(IReadOnlyList<StepTaken> steps)
    {
        Assert.Equal(expected.GetProperty("steps").GetArrayLength(), steps.Count);
        foreach (var (step, got) in expected.GetProperty("steps").EnumerateArray().Zip(steps))
        {
            AssertClose(step.GetProperty("loss").GetDouble(), got.Loss, 1e-4);
            AssertClose(step.GetProperty("grad_norm").GetDouble(), got.GradientNorm, 1e-4);
            Assert.Equal(step.GetProperty("lr").GetDouble(), got.LearningRate, 12);
        }
    }

    /// <summary>The largest difference between the golden final logits and those of a model.</summary>
    public float FinalDifference(string model)
    {
        using var predictor = Predictor.Open(model, "cpu", threads: 1, observer: null, CancellationToken.None);
        var texts = expected.GetProperty("final_texts").EnumerateArray().Select(text => new PredictionInput(text.GetString()!, null, null));
        var logits = predictor.Predict(texts, maxLength: 48, batchSize: 3, CancellationToken.None).SelectMany(prediction => prediction.Logits).ToArray();
        Assert.Equal(FinalLogits.Count, logits.Length);
        return FinalLogits.Zip(logits, (a, b) => Math.Abs(a - b)).Max();
    }

    /// <summary>Relative; the golden data's README promises 1e-4 for losses, which carry the rounding of all steps before.</summary>
    public static void AssertClose(double expected, double actual, double relative) =>
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
}
