namespace TrainingDynamics.Engine.Training;

/// <summary>What becomes of a run when the loss or the gradient norm of an update is NaN or infinite.</summary>
public enum NanPolicy
{
    /// <summary>It ends, naming the step and its examples; the last checkpoint is of finite weights.</summary>
    Stop,

    /// <summary>
    /// That update is skipped and reported: weights, moments and the optimizer's own count stay as they were, the learning
    /// rate goes on as if it had been taken. Weights that are not finite end the run all the same.
    /// </summary>
    Skip,
}
