namespace TrainingDynamics.Engine.Training;

/// <summary>Passes every event to several observers in turn.</summary>
public sealed class BroadcastObserver(params IReadOnlyList<IRunObserver> observers) : IRunObserver
{
    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
        foreach (var observer in observers)
        {
            observer.On(happened);
        }
    }
}
