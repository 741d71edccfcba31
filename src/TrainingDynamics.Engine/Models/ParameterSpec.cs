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
    // Those of Hugging Face's example scripts.
    static readonly string[] NotDecayed = ["bias", "LayerNorm.weight", "layer_norm.weight"];

    /// <summary>Number of elements.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>The row of an embedding table that stands for padding: starts as zero and is not trained; null where none does.</summary>
    public int? PaddingRow { get; init; }

    /// <summary>Whether training changes it; a table of sines it does not.</summary>
    public bool IsTrained => Initial != InitialValue.Sinusoidal;

    /// <summary>
    /// Whether AdamW decays it: all but biases and layer norms, told by name as Hugging Face's example scripts do, and what is
    /// not trained.
    /// </summary>
    public bool Decays => IsTrained && !NotDecayed.Any(part => Names[0].Contains(part, StringComparison.Ordinal));

    /// <summary>Weight [outputs, inputs] and bias [outputs] of a linear layer.</summary>
    internal static ParameterSpec[] Linear(string name, int outputs, int inputs) =>
    [
        new([$"{name}.weight"], [outputs, inputs], InitialValue.Normal),
        new([$"{name}.bias"], [outputs], InitialValue.Zero),
    ];

    /// <summary>Gain and shift of a layer norm, [width] each.</summary>
    internal static ParameterSpec[] Norm(string name, int width) =>
    [
        new([$"{name}.weight"], [width], InitialValue.One),
        new([$"{name}.bias"], [width], InitialValue.Zero),
    ];
}
