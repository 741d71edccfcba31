namespace TrainingDynamics.Engine.Models;

/// <summary>A parameter that a model declares: one leaf of the graph, one or more tensors of a checkpoint.</summary>
/// <param name="Names">
/// Hugging Face's names. Several when the leaf is a stack of equally shaped tensors along the first dimension, as the
/// fused query, key and value projection is.
/// </param>
/// <param name="Shape">Of the leaf.</param>
/// <param name="Initial">Its value before training.</param>
public sealed record ParameterSpec(IReadOnlyList<string> Names, IReadOnlyList<long> Shape, InitialValue Initial)
{
    /// <summary>Number of elements.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>
    /// Whether AdamW decays it: all but biases and layer norms, told by name as Hugging Face's example scripts do.
    /// </summary>
    public bool Decays => !Names[0].Contains("bias", StringComparison.Ordinal)
        && !Names[0].Contains("LayerNorm.weight", StringComparison.Ordinal);
}
