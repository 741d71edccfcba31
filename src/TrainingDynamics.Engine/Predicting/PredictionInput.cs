namespace TrainingDynamics.Engine.Predicting;

/// <summary>A text to predict for.</summary>
/// <param name="Text">The sentence, or the first of a pair; may be empty.</param>
/// <param name="TextPair">The second of a pair; null for single sentences.</param>
/// <param name="Guid">Its id as JSON, given back with the prediction; null where it has none.</param>
#pragma warning disable CA1720 // "guid" is what the records on disk call it, whatever the type is called
public sealed record PredictionInput(string Text, string? TextPair, string? Guid);
