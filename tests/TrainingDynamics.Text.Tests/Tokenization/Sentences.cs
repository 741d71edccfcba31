using TrainingDynamics.Data;

namespace TrainingDynamics.Text.Tests.Tokenization;

/// <summary>Sentences as people write them, and pairs of them.</summary>
static class Sentences
{
    /// <summary>The 4,800 of the demo.</summary>
    public static Example[] Demo { get; } = [.. Of(TaskCatalog.Load("demo", null))];

    /// <summary>Each of the demo with the next one.</summary>
    public static Example[] DemoPairs { get; } = [.. Demo.Zip(Demo.Skip(1), (first, second) => first with { TextPair = second.Text })];

    /// <summary>The demo's, alone and as pairs, or for <c>glue</c> the 70,988 examples of SST-2 and RTE, which lie beside the repository.</summary>
    public static IEnumerable<Example> Named(string source) => source == "demo"
        ? Demo.Concat(DemoPairs)
        : new[] { "sst2", "rte" }.SelectMany(task => Of(TaskCatalog.Load(task, Repository.SharedPath("data", source))));

    static IEnumerable<Example> Of(TaskData data) => data.Train.Examples.Concat(data.Dev.Examples);
}
