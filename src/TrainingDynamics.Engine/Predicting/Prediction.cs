namespace TrainingDynamics.Engine.Predicting;

/// <summary>What a model says of one text.</summary>
/// <param name="Input">The text.</param>
/// <param name="Logits">[C] float32; [1] in a regression, the predicted number itself.</param>
/// <param name="InputIds">[T] the tokens that the model saw, special ones included, without padding.</param>
public sealed record Prediction(PredictionInput Input, IReadOnlyList<float> Logits, IReadOnlyList<int> InputIds)
{
    /// <summary>The class of the largest logit; ties: lowest index.</summary>
    public int Class
    {
        get
        {
            var best = 0;
            for (var i = 1; i < Logits.Count; i++)
            {
                best = Logits[i] > Logits[best] ? i : best;
            }

            return best;
        }
    }

    /// <summary>[C], the softmax of <see cref="Logits"/>, in [0, 1], adding up to 1.</summary>
    public double[] Probabilities()
    {
        double max = Logits[Class];
        double[] powers = [.. Logits.Select(logit => Math.Exp(logit - max))];
        var sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }
}
