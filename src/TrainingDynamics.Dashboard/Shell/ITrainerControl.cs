namespace TrainingDynamics.Dashboard.Shell;

/// <summary>What a dashboard can ask of a training; called on the terminal's thread, must return fast.</summary>
public interface ITrainerControl
{
    /// <summary>Wait between two batches, or go on.</summary>
    void Pause(bool on);

    /// <summary>End.</summary>
    /// <param name="stage">1: after the epoch, 2: at the next batch, 3: at once.</param>
    void Stop(int stage);
}
