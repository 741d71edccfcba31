namespace TrainingDynamics.Engine.Predicting;

/// <summary>A text to predict for.</summary>
/// <param name="Text">The sentence, or the first of a pair; may be empty.</param>
/// <param name="TextPair">The second of a pair; null for single sentences.</param>
/// <param name="Guid">Its id as JSON, given back with the prediction; null where it has none.</param>
#pragma warning disable CA1720 // "guid" is what the records on disk call it, whatever the type is called
public sealed record PredictionInput(string Text, string? TextPair, string? Guid)
{
    /// <summary>Where it stands, e.g. <c>texts.csv, line 7</c>, for messages; null where nobody knows.</summary>
    public string? Place { get; init; }

    /// <summary>What a message names it by.</summary>
    internal string Name => (Place, Guid) switch
    {
        ({ } place, { } guid) => $"{place}, guid {guid}",
        ({ } place, null) => place,
        (null, { } guid) => $"guid {guid}",
        _ => "a text",
    };
}
