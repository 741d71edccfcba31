using TrainingDynamics.Engine.Models;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>Floating-point operations of the matrix products in a step of training.</summary>
static class ModelFlops
{
    /// <summary>
    /// 3 × forward: B·T·L·(2·(4H² + 2H·I) + 4·T·H) + 2·B·H², times 3. Per token and layer 2·4H² for query, key, value and output, 2·2H·I
    /// for the feed-forward block and 2·2T·H for scores and context; backward takes two products for each. What the model is
    /// defined to compute, all rows of the last layer included; embeddings, norms and activations count as nothing.
    /// </summary>
    public static double Nominal(ModelConfig config, int batch, int length)
    {
        double hidden = config.HiddenSize, tokens = (double)batch * length;
        return 3 * (config.Layers * tokens * Layer(config, length) + 2 * batch * hidden * hidden);
    }

    /// <summary>
    /// What of <see cref="Nominal"/> is left when the last layer computes the first token's row alone, keys and values
    /// apart, as the engine does: a classifier reads no other.
    /// </summary>
    public static double Executed(ModelConfig config, int batch, int length)
    {
        double hidden = config.HiddenSize, tokens = (double)batch * length;
        var keysAndValues = tokens * 2 * 2 * hidden * hidden;
        var firstRow = batch * (Layer(config, length) - 2 * 2 * hidden * hidden);
        return 3 * ((config.Layers - 1) * tokens * Layer(config, length) + keysAndValues + firstRow + 2 * batch * hidden * hidden);
    }

    // Of one token in one layer, forward.
    static double Layer(ModelConfig config, int length)
    {
        double hidden = config.HiddenSize, inner = config.IntermediateSize;
        return 2 * (4 * hidden * hidden + 2 * hidden * inner) + 4 * length * hidden;
    }
}
