namespace TrainingDynamics.Engine.Training;

/// <summary>Whether and how the logits of the training examples are written.</summary>
public enum RecordingMode
{
    /// <summary>In a pass of its own after each epoch: evaluation mode, no dropout, one set of weights for all examples.</summary>
    AfterEpoch,

    /// <summary>Not at all.</summary>
    Off,
}
