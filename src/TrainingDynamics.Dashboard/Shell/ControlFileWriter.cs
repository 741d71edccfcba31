using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Shell;

/// <summary>Asks the training of another process, through the run's control file.</summary>
/// <param name="run">The run folder of the moment.</param>
sealed class ControlFileWriter(Func<string> run) : ITrainerControl
{
    /// <inheritdoc/>
    public void Pause(bool on) => Write(on ? ControlWord.Pause : ControlWord.GoOn);

    /// <inheritdoc/>
    public void Stop(int stage) => Write(stage <= 1 ? ControlWord.StopAfterEpoch : ControlWord.Stop);

    void Write(ControlWord word) => ControlFile.Write(RunFolder.Of(run()).ControlPath, word);
}
