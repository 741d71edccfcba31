namespace TrainingDynamics.Engine.Models;

/// <summary>A parameter that a model declares: one leaf of the graph, one or more tensors of a checkpoint.</summary>
/// <param name="Names">
/// Hugging Face's names. Several when the leaf is a stack of equally shaped tensors along the first dimension, as the
/// fused query, key and value projection is.
/// </param>
/// <param name="Shape">Of the leaf.</param>
/// <param name="Initial">Its value before training.</param>
/// <param name="Decayed">Whether AdamW decays it; biases and norms are not.</param>
public sealed record ParameterSpec(IReadOnlyList<string> Names, IReadOnlyList<long> Shape, InitialValue Initial, bool Decayed)
{
    /// <summary>Whether training changes it. What is not trained has no gradient and no moments, and is not decayed.</summary>
    public bool Trained { get; init; } = true;

    /// <summary>Whether it is a table that ids are looked up in, and no matrix of a linear layer.</summary>
    public bool IsTable { get; init; }

    /// <summary>Number of elements.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>The row of an embedding table that stands for padding: starts as zero and is not trained; null where none does.</summary>
    public int? PaddingRow { get; init; }

    /// <summary>The standard deviation of its normal values, as a multiple of the config's; of values that lie evenly, their bound's factor.</summary>
    public double InitialScale { get; init; } = 1;

    /// <summary>Its normal values lie within so many standard deviations of 0; null: anywhere.</summary>
    public double? InitialCutoff { get; init; }

    /// <summary>Whether a linear layer's weight lies as [inputs, outputs], as GPT-2's does; else it is [outputs, inputs].</summary>
    public bool InputsFirst { get; init; }

    /// <summary>An embedding table of so many rows.</summary>
    internal static ParameterSpec Table(string name, int rows, int width) => new([name], [rows, width], InitialValue.Normal, Decayed: true) { IsTable = true };

    /// <summary>Weight [outputs, inputs] and, where there is one, bias [outputs] of a linear layer.</summary>
    internal static ParameterSpec[] Linear(string name, int outputs, int inputs, bool hasBias = true) =>
        WithBias(new([$"{name}.weight"], [outputs, inputs], InitialValue.Normal, Decayed: true), $"{name}.bias", outputs, hasBias);

    /// <summary>Weight and, where there is one, bias of a norm, [width] each.</summary>
    internal static ParameterSpec[] Norm(string name, int width, bool hasBias = true) =>
        WithBias(new([$"{name}.weight"], [width], InitialValue.One, Decayed: false), $"{name}.bias", width, hasBias);

    static ParameterSpec[] WithBias(ParameterSpec weight, string bias, int width, bool hasBias) =>
        hasBias ? [weight, new([bias], [width], InitialValue.Zero, Decayed: false)] : [weight];
}

/// <summary>What a parameter is before training, as Hugging Face initialises it.</summary>
public enum InitialValue
{
    /// <summary>Normal with mean 0 and the config's standard deviation.</summary>
    Normal,

    /// <summary>All 0: biases.</summary>
    Zero,

    /// <summary>All 1: the weights of layer norms.</summary>
    One,

    /// <summary>Uniform in ±1/√inputs: the first matrices of adapters.</summary>
    KaimingUniform,

    /// <summary>A table of sines and cosines of the positions, which stays as it is.</summary>
    Sinusoidal,
}
