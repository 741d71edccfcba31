namespace TrainingDynamics.Engine.Training;

/// <summary>When a checkpoint is written.</summary>
public enum CheckpointingMode
{
    /// <summary>After each epoch.</summary>
    Epoch,

    /// <summary>Never; a run that was ended early can only start over.</summary>
    Off,
}
