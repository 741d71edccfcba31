namespace TrainingDynamics.Logs;

/// <summary>Is told what happens in a run, on the training thread, in order.</summary>
public interface IRunObserver
{
    /// <summary>Must return fast; an exception ends the run.</summary>
    void On(RunEvent happened);
}
