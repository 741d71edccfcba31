namespace TrainingDynamics.Engine.Weights;

/// <summary>What became of a tensor that was not simply loaded.</summary>
public enum TensorOutcome
{
    /// <summary>The model has it, the checkpoint does not: it starts fresh.</summary>
    Missing,

    /// <summary>Both have it, in different shapes: it starts fresh.</summary>
    WrongShape,

    /// <summary>The checkpoint has it, the model does not: it is not used.</summary>
    Unexpected,
}
