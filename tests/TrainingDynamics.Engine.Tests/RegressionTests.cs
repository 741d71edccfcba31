using System.Text.Json;
using TrainingDynamics.Data;
using TrainingDynamics.Engine.Predicting;
using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Scores in place of classes, as of STS-B.</summary>
public sealed class RegressionTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(RecordingMode.AfterEpoch)]
    [InlineData(RecordingMode.DuringTraining)]
    public void A_score_is_learnt_measured_recorded_and_predicted(RecordingMode record)
    {
        var data = Data();
        var options = SmallTask.Options(_folder) with { Epochs = 25, LearningRate = 2e-3, Seed = 3, Record = record };
        var summary = TrainingRun.Run(options, data, new Observations(), CancellationToken.None);

        Assert.True(summary.IsRegression);
        var dev = summary.Epochs[^1].DevMetrics!;
        Assert.True(dev["pearson"] > 0.9, string.Join(' ', dev));
        Assert.Equal(dev["loss"], dev["mse"], 1e-9);
        Assert.All(summary.Epochs, epoch => Assert.Null(epoch.TrainAccuracy));
        Assert.True(summary.Epochs[^1].TrainLoss < summary.Epochs[0].TrainLoss / 2);

        var records = File.ReadLines(summary.Folder.DynamicsPath(24)).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(data.Train.Examples.Select(example => example.Gold), records.Select(r => r.GetProperty("gold").GetDouble()));
        Assert.All(records, r => Assert.Equal(1, r.GetProperty("logits_epoch_24").GetArrayLength()));

        using var predictor = Predictor.Open(summary.Folder.ModelFolder, "cpu", 1, null, CancellationToken.None);
        Assert.True(predictor.IsRegression);
        double[] scores =
        [
            .. predictor.Predict(data.Dev.Examples.Select(e => new PredictionInput(e.Text, null, null)), 24, 8, CancellationToken.None)
                .Select(prediction => (double)prediction.Logits[0]),
        ];
        double[] golds = [.. data.Dev.Examples.Select(e => e.Gold)];
        Assert.Equal(dev["pearson"], TaskMetric.Pearson.Of(golds, scores), 1e-5);
        Assert.Equal(dev["spearmanr"], TaskMetric.Spearman.Of(golds, scores), 1e-3);
    }

    // 4.5 for the good words and 0.5 for the bad ones, a little more the longer the text is.
    static TaskData Data()
    {
        var small = SmallTask.Data();
        Dataset Scored(Dataset classes) => new(
            classes.Name,
            ["score"],
            [.. classes.Examples.Select(e => e with { Gold = 0.5 + (4 * e.Gold) + (0.01 * e.Text.Length) })],
            classes.SourcePath,
            classes.Sha256,
            isRegression: true);
        return new TaskData("scores", Scored(small.Train), Scored(small.Dev));
    }
}
