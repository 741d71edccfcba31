namespace TrainingDynamics.Engine.Predicting;

/// <summary>A model's prediction for one text.</summary>
/// <param name="Input">The text.</param>
/// <param name="Logits">[C] float32; [1] in a regression, the predicted number itself.</param>
/// <param name="InputIds">[T] the tokens that the model saw, special ones included, without padding.</param>
public sealed record Prediction(PredictionInput Input, IReadOnlyList<float> Logits, IReadOnlyList<int> InputIds)
{
    /// <summary>The class of the largest logit; ties: lowest index.</summary>
    public int Class => Logits.Index().MaxBy(logit => logit.Item).Index;

    /// <summary>[C], the softmax of <see cref="Logits"/>, in [0, 1], adding up to 1.</summary>
    public double[] Probabilities()
    {
        double max = Logits[Class];
        double[] powers = [.. Logits.Select(logit => Math.Exp(logit - max))];
        var sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }
}

/// <summary>A text to predict a class or a number for.</summary>
/// <param name="Text">The sentence, or the first of a pair; may be empty.</param>
/// <param name="TextPair">The second of a pair; null for single sentences.</param>
/// <param name="Guid">Its id as JSON, given back with the prediction; null where it has none.</param>
#pragma warning disable CA1720 // "guid" is what the records on disk call it, whatever the type is called
public sealed record PredictionInput(string Text, string? TextPair, string? Guid)
{
    /// <summary>Its file and line, e.g. <c>texts.csv, line 7</c>, for messages; null if not known.</summary>
    public string? Place { get; init; }

    /// <summary>Its name in messages.</summary>
    internal string Name => (Place, Guid) switch
    {
        ({ } place, { } guid) => $"{place}, guid {guid}",
        ({ } place, null) => place,
        (null, { } guid) => $"guid {guid}",
        _ => "a text",
    };
}
