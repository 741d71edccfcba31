using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Training;

/// <summary>Passes every event to several observers in turn.</summary>
sealed class BroadcastObserver(params IReadOnlyList<IRunObserver> observers) : IRunObserver
{
    public void On(RunEvent happened)
    {
        foreach (var observer in observers)
            observer.On(happened);
    }
}
