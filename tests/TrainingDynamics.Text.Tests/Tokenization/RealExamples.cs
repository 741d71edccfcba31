using TrainingDynamics.Data;

namespace TrainingDynamics.Text.Tests.Tokenization;

/// <summary>The 70,988 examples of SST-2 and RTE.</summary>
static class RealExamples
{
    public static IEnumerable<Example> All() => new[] { "sst2", "rte" }
        .Select(task => TaskCatalog.Load(task, Repository.SharedPath("data", "glue")))
        .SelectMany(data => data.Train.Examples.Concat(data.Dev.Examples));
}
