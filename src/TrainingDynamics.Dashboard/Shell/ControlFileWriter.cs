namespace TrainingDynamics.Dashboard.Shell;

/// <summary>Controls the training of another process through the run's control file.</summary>
/// <param name="run">Gives the current run folder.</param>
sealed class ControlFileWriter(Func<string> run) : ITrainerControl
{
    public void Pause(bool on) => Write(on ? ControlWord.Pause : ControlWord.GoOn);

    public void Stop(int stage) => Write(stage <= 1 ? ControlWord.StopAfterEpoch : ControlWord.Stop);

    void Write(ControlWord word) => ControlFile.Write(RunFolder.Of(run()).ControlPath, word);
}

/// <summary>What a dashboard can ask of a training; called on the terminal's thread, so it must return fast.</summary>
public interface ITrainerControl
{
    /// <summary>Wait between two batches, or go on.</summary>
    void Pause(bool on);

    /// <summary>End.</summary>
    /// <param name="stage">1: after the epoch, 2: at the next batch, 3: at once.</param>
    void Stop(int stage);
}
