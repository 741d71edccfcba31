using TrainingDynamics.Data;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Text.Batching;

namespace TrainingDynamics.Engine.Tests;

/// <summary>A task that a tiny model learns in a second: the label is in the words.</summary>
static class SmallTask
{
    static readonly string[] Good = ["good", "lovely", "bright", "warm", "clever"];
    static readonly string[] Bad = ["bad", "dull", "grim", "cold", "clumsy"];
    static readonly string[] Filler = ["the", "a", "film", "story", "of", "and", "with", "scene", "actor", "music"];

    public static TaskData Data(int train = 96, int dev = 32) => new("small", Split("train", train, 1), Split("dev", dev, 2));

    /// <summary>bert-tiny with small batches, one thread, no warm-up.</summary>
    public static TrainOptions Options(TemporaryFolder folder) => new()
    {
        Model = "bert-tiny",
        FromScratch = true,
        VocabularySize = 60,
        Epochs = 2,
        BatchSize = 8,
        EvalBatchSize = 16,
        LearningRate = 1e-3,
        MaxLength = 24,
        Seed = 5,
        Threads = 1,
        Device = "cpu",
        Batching = BatchOrder.Bucketed,
        LoggingSteps = 5,
        OutputDir = folder["out"],
    };

    /// <summary>The same with an update of several batches, and nothing by chance, so that it is that of one large batch.</summary>
    public static TrainOptions OptionsOfParts(TemporaryFolder folder, int batchSize, int accumulation) => Options(folder) with
    {
        OutputDir = folder[$"of{batchSize}"],
        BatchSize = batchSize,
        GradientAccumulationSteps = accumulation,
        Batching = BatchOrder.Sequential,
        Dropout = 0,
        LoggingSteps = 1,
    };

    static Dataset Split(string name, int count, int seed)
    {
        var random = new Random(seed);
        var examples = new List<Example>();
        for (var i = 0; i < count; i++)
        {
            var gold = random.Next(2);
            var words = Enumerable.Range(0, random.Next(2, 10)).Select(_ => Filler[random.Next(Filler.Length)]).ToList();
            words.Insert(random.Next(words.Count), (gold == 1 ? Good : Bad)[random.Next(5)]);
            examples.Add(new Example($"{1000 + i}", string.Join(' ', words), null, gold));
        }

        return new Dataset($"small/{name}", ["negative", "positive"], examples, $"{name}.tsv", new string('0', 64));
    }
}
