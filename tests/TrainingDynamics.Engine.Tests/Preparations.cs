using TrainingDynamics.Engine.Training;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Hub;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Keeps what is told before a run begins.</summary>
sealed class Preparations : IPreparationObserver
{
    public HashSet<string> Downloaded { get; } = [];

    public List<string> Warnings { get; } = [];

    public List<LoadReport> Reports { get; } = [];

    public void Report(HubProgress value) => Downloaded.Add(value.FileName);

    public void Warn(string warning) => Warnings.Add(warning);

    public void Loaded(LoadReport report) => Reports.Add(report);
}
