namespace TrainingDynamics.Engine.Models;

/// <summary>What ModernBERT's config says beside sizes.</summary>
sealed record ModernBertOptions : FamilyOptions
{
    /// <summary>Whether layer norms have biases.</summary>
    public bool NormBias { get; init; }

    /// <summary>Whether the two linear layers of the attention have them.</summary>
    public bool AttentionBias { get; init; }

    /// <summary>Whether the two of the feed-forward block have them.</summary>
    public bool FeedForwardBias { get; init; }

    /// <summary>Whether the dense layer before the classifier has one; the classifier always has.</summary>
    public bool HeadBias { get; init; }

    /// <summary>Whether the classifier gets the mean over the tokens; else the first one.</summary>
    public bool MeanPooling { get; init; }

    /// <summary>Nonlinearity of the dense layer before the classifier.</summary>
    public Activation HeadActivation { get; init; }

    /// <summary>Dropout of the embeddings, in [0, 1).</summary>
    public double EmbeddingDropout { get; init; }

    /// <summary>Tokens around one that it sees in a local layer, half of them before it; itself is one more.</summary>
    public int LocalAttention { get; init; } = 128;

    /// <summary>Every so many layers is global, from the first on; without meaning where <see cref="LayerTypes"/> says which.</summary>
    public int GlobalEvery { get; init; } = 3;

    /// <summary>[L], as of <see cref="LlamaOptions.LayerTypes"/>; null: by <see cref="GlobalEvery"/>.</summary>
    public IReadOnlyList<string>? LayerTypes { get; init; }

    /// <summary>Base of the positions' frequencies in global layers.</summary>
    public double GlobalTheta { get; init; } = 160_000;

    /// <summary>In local layers.</summary>
    public double LocalTheta { get; init; } = 10_000;

    /// <summary>Fresh weights lie within so many standard deviations of 0.</summary>
    public double InitializerCutoff { get; init; } = 2;

    /// <inheritdoc cref="LlamaOptions.Tokens"/>
    public IReadOnlyList<(string Field, IReadOnlyList<int> Ids)> Tokens { get; init; } = [];

    /// <summary>Whether the tokens of a layer see all others.</summary>
    public bool IsGlobal(int layer) => LayerTypes is null ? layer % GlobalEvery == 0 : LayerTypes[layer] == LlamaOptions.FullAttention;

    internal override FamilyOptions WithDropout(double probability) => this with { EmbeddingDropout = probability };
}
