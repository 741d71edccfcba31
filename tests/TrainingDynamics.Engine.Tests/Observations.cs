using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Keeps every event, and may do something at one.</summary>
sealed class Observations(Action<RunEvent>? then = null) : IRunObserver
{
    public List<RunEvent> All { get; } = [];

    public void On(RunEvent happened)
    {
        All.Add(happened);
        then?.Invoke(happened);
    }
}
