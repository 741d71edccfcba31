namespace TrainingDynamics.Engine.Models;

/// <summary>What encoders in the line of BERT differ in.</summary>
/// <param name="Layers">Names of the layers in the order in which they act; where names repeat, layers share their parameters.</param>
/// <param name="HiddenDropout">After attention and after feed-forward, in [0, 1).</param>
sealed record EncoderPlan(IReadOnlyList<EncoderLayerNames> Layers, double HiddenDropout)
{
    /// <summary>After attention, before its residual, in [0, 1).</summary>
    public double AttentionOutputDropout { get; init; } = HiddenDropout;

    /// <summary>After feed-forward, before its residual, in [0, 1).</summary>
    public double OutputDropout { get; init; } = HiddenDropout;

    /// <summary>Whether the vectors of positions are added to the words'.</summary>
    public bool AddsPositions { get; init; } = true;

    /// <summary>How many products make a score, whose variance is that many times the head's width.</summary>
    public int ScoreTerms { get; init; } = 1;

    /// <summary>Whether the CPU's own kernels can compute it; they know no scores but of queries and keys, and biases by distance.</summary>
    public bool FitsCpuKernels { get; init; } = true;

    /// <summary>Layers of BERT's names.</summary>
    public static EncoderPlan Bert(ModelConfig config) =>
        new([.. Enumerable.Range(0, config.Layers).Select(layer => EncoderLayerNames.Bert(config.Family.EncoderPrefix, layer))], config.HiddenDropout);
}
