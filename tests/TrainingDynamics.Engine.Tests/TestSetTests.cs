using System.Text.Json;
using TrainingDynamics.Data;
using TrainingDynamics.Engine.Predicting;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Tests;

/// <summary>A test set is predicted once, by the model that the run leaves.</summary>
public sealed class TestSetTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly TaskData _data = SmallTask.Data(train: 44, dev: 12) with { Test = Set(hasLabels: true) };

    // By this rule the first epoch is the best, so that the model is not the last one's.
    TrainOptions Options => SmallTask.Options(_folder) with { LoadBestModelAtEnd = true, MetricForBestModel = "loss", GreaterIsBetter = true };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Its_predictions_are_those_of_the_runs_model_and_its_scores_are_theirs()
    {
        var run = Train(Options, _data);
        Assert.Equal(0, run.Best!.Epoch);

        var lines = Lines(run);
        var test = _data.Test!;
        Assert.Equal(test.Examples.Select(example => example.Guid), lines.Select(line => line.GetProperty("guid").GetRawText()));
        using (var predictor = Predictor.Open(run.Folder.ModelFolder, "cpu", 1, null, CancellationToken.None))
        {
            var expected = predictor.Predict(test.Examples.Select(e => new PredictionInput(e.Text, e.TextPair, null)), 24, 16, CancellationToken.None);
            foreach (var (prediction, line) in expected.Zip(lines))
            {
                // Padded together with others: 1e-5.
                Assert.All(prediction.Logits.Zip(Logits(line)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
                Assert.Equal(predictor.LabelNames[prediction.Class], line.GetProperty("label").GetString());
            }
        }

        var right = test.Examples.Zip(lines).Count(pair => test.LabelNames[(int)pair.First.Gold] == pair.Second.GetProperty("label").GetString());
        Assert.Equal(right / 20.0, run.Test!.Metrics!["accuracy"], 1e-12);
        var loss = test.Examples.Zip(lines.Select(Logits), (example, z) => Math.Log(z.Sum(Math.Exp)) - z[(int)example.Gold]).Average();
        Assert.Equal(loss, run.Test.Metrics["loss"], 1e-6);
        Assert.Equal(20, run.Test.Classification!.Classes.Sum(one => one.Support));
        var tested = Assert.IsType<Tested>(RunFiles.Events(run.Folder)[^2]);
        Assert.Equal((20, run.Test.Metrics["accuracy"]), (tested.Examples, tested.Metrics!["accuracy"]));
        Assert.Equal(["train", "dev", "test"], RunManifest.Read(run.Folder.ManifestPath).DataFiles.Select(file => file.Split));
    }

    [Fact]
    public void Without_labels_it_is_predicted_and_not_scored()
    {
        var run = Train(Options, _data with { Test = Set(hasLabels: false) });
        Assert.Equal(Lines(Train(Options with { OutputDir = _folder["labelled"] }, _data)).Select(line => line.GetRawText()), Lines(run).Select(line => line.GetRawText()));
        Assert.Null(run.Test!.Metrics);
        Assert.Null(run.Test.Classification);
        Assert.Null(Assert.IsType<Tested>(RunFiles.Events(run.Folder)[^2]).Metrics);
    }

    [Fact]
    public void It_changes_nothing_of_the_training_so_a_run_may_be_resumed_with_another()
    {
        var plain = Train(Options, _data with { Test = null });
        Assert.False(File.Exists(plain.Folder.TestPredictionsPath));
        Assert.Null(plain.Test);
        Assert.Equal(RunFiles.Of(plain.Folder), RunFiles.Of(Train(Options with { OutputDir = _folder["tested"] }, _data).Folder));

        var longer = Train(Options with { Resume = true, Epochs = 3 }, _data);
        Assert.Equal(20, Lines(longer).Length);
        Train(Options with { Resume = true, Epochs = 4 }, _data with { Test = Set(hasLabels: false) });

        // The predictions of an earlier model go with what else an overwritten run has left.
        Train(Options with { Overwrite = true }, _data with { Test = null });
        Assert.False(File.Exists(plain.Folder.TestPredictionsPath));
    }

    static Dataset Set(bool hasLabels)
    {
        var dev = SmallTask.Data(train: 8, dev: 20).Dev;
        return new Dataset(
            "small/test",
            dev.LabelNames,
            [.. dev.Examples.Select(example => hasLabels ? example : example with { Gold = double.NaN })],
            "test.tsv",
            new string('1', 64),
            hasLabels: hasLabels);
    }

    static JsonElement[] Lines(TrainingSummary run) =>
        [.. File.ReadLines(run.Folder.TestPredictionsPath).Select(line => JsonDocument.Parse(line).RootElement)];

    static double[] Logits(JsonElement line) => [.. line.GetProperty("logits").EnumerateArray().Select(z => z.GetDouble())];

    static TrainingSummary Train(TrainOptions options, TaskData data) => TrainingRun.Run(options, data, new Observations(), CancellationToken.None);
}
