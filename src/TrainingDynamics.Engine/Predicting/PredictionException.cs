namespace TrainingDynamics.Engine.Predicting;

/// <summary>The model gives no number for a text.</summary>
/// <param name="text">What names the text.</param>
public sealed class PredictionException(string text) : EngineException(
    $"{text}: found a logit that is NaN or infinite, expected finite numbers; the model's weights are damaged or too large, so use another "
    + "checkpoint, or see with td train whether its training diverged");
