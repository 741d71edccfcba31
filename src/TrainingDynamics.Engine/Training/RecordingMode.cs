namespace TrainingDynamics.Engine.Training;

/// <summary>Whether and how the logits of the training examples are written.</summary>
public enum RecordingMode
{
    /// <summary>One more pass after each epoch: evaluation mode, no dropout, one set of weights for all examples.</summary>
    AfterEpoch,

    /// <summary>
    /// The training pass's own, as AllenAI's Dataset Cartography takes them: with dropout, each example by the weights that its
    /// batch met. Costs no pass.
    /// </summary>
    DuringTraining,

    /// <summary>Not at all.</summary>
    Off,
}
