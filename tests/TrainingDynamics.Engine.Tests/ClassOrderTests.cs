using System.Text.Json;
using System.Text.Json.Nodes;
using TrainingDynamics.Data;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Tests;

/// <summary>A model that was trained on the task's classes keeps its own numbers for them, as in Hugging Face's examples.</summary>
public sealed class ClassOrderTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_models_own_order_of_the_tasks_classes_is_taken_over()
    {
        var (summary, preparation) = TrainFurther("sst2", "POSITIVE", "NEGATIVE");

        Assert.Empty(preparation.Warnings);
        Assert.Equal(["positive", "negative"], RunManifest.Read(summary.Folder.ManifestPath).LabelNames);
        Assert.Equal(["positive", "negative"], Labels(summary));
        var golds = File.ReadLines(summary.Folder.DynamicsPath(0)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("gold").GetInt32());
        Assert.Equal(Data("sst2").Train.Examples.Select(example => 1 - (int)example.Gold), golds);
        // The classifier's rows were exchanged with the names, so the model that was trained the other way round goes on as good as it was.
        Assert.True(summary.Epochs[0].DevMetrics!["accuracy"] > 0.9);
    }

    [Theory]
    [InlineData("sst2", "good", "bad", true)] // other names: the data's order, and said
    [InlineData("sst2", "LABEL_0", "LABEL_1", false)] // no names
    [InlineData("mine", "POSITIVE", "NEGATIVE", false)] // no known task: sorted labels, whatever the model has
    public void Otherwise_the_datas_order_stands(string task, string first, string second, bool warned)
    {
        var (summary, preparation) = TrainFurther(task, first, second);

        Assert.Equal(warned ? 1 : 0, preparation.Warnings.Count);
        Assert.Equal(["negative", "positive"], Labels(summary));
        if (warned)
        {
            Assert.StartsWith("the model's labels good, bad are not the data's negative, positive", preparation.Warnings[0], StringComparison.Ordinal);
        }
    }

    (TrainingSummary Summary, Preparations Preparation) TrainFurther(string task, string first, string second)
    {
        var options = SmallTask.Options(_folder) with { Epochs = 6 };
        var folder = TrainingRun.Run(options, Swapped(SmallTask.Data()), new Observations(), CancellationToken.None).Folder.ModelFolder;
        var path = Path.Combine(folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        config["id2label"] = new JsonObject { ["0"] = first, ["1"] = second };
        config["label2id"] = new JsonObject { [first] = 0, [second] = 1 };
        File.WriteAllText(path, config.ToJsonString());

        var preparation = new Preparations();
        var further = options with { Model = folder, FromScratch = false, Epochs = 1, LearningRate = 1e-6, OutputDir = _folder["further"] };
        return (TrainingRun.Run(further, Data(task), new Observations(), CancellationToken.None, preparation), preparation);
    }

    static TaskData Data(string task) => SmallTask.Data() with { Task = task };

    // Trained with class 0 as the positive one.
    static TaskData Swapped(TaskData data) => data with
    {
        Train = data.Train.InClassOrder(["positive", "negative"]),
        Dev = data.Dev.InClassOrder(["positive", "negative"]),
    };

    static List<string?> Labels(TrainingSummary summary)
    {
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(summary.Folder.ModelFolder, "config.json")));
        return [.. config.RootElement.GetProperty("id2label").EnumerateObject().Select(label => label.Value.GetString())];
    }
}
