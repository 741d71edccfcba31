namespace TrainingDynamics.Logs;

/// <summary>What a viewer can ask of a run that trains in another process.</summary>
public enum ControlWord
{
    /// <summary>Train on.</summary>
    GoOn,

    /// <summary>Wait before the next batch.</summary>
    Pause,

    /// <summary>End after the epoch, which is kept.</summary>
    StopAfterEpoch,

    /// <summary>End at the next batch; finished epochs are kept.</summary>
    Stop,
}
