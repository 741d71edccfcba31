namespace TrainingDynamics.Engine.Models;

/// <summary>What the configs of Llama and the families in its line say beside sizes.</summary>
sealed record LlamaOptions : FamilyOptions
{
    /// <summary>Heads of keys and values, a divisor of A: each serves as many heads of queries in a row.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>How fast the angles of positions grow.</summary>
    public required RopeOptions Rope { get; init; }

    /// <summary>Whether the projections to queries, keys and values have biases.</summary>
    public bool InputBias { get; init; }

    /// <summary>Whether the projection behind the attention has one.</summary>
    public bool OutputBias { get; init; }

    /// <summary>Whether the three layers of the feed-forward block have them.</summary>
    public bool FeedForwardBias { get; init; }

    /// <summary>Whether each head of queries and keys is normed before it is turned, as in Qwen3.</summary>
    public bool NormsHeads { get; init; }

    /// <summary>How many tokens a query sees in the layers with a window, itself included; null: there are none.</summary>
    public int? Window { get; init; }

    /// <summary>The first layer with a window; without meaning where <see cref="LayerTypes"/> says which.</summary>
    public int FirstWindowLayer { get; init; }

    /// <summary>[L], <see cref="FullAttention"/> or <see cref="SlidingAttention"/>; null: by <see cref="FirstWindowLayer"/>.</summary>
    public IReadOnlyList<string>? LayerTypes { get; init; }

    /// <summary><c>tie_word_embeddings</c>, without meaning for a classifier; null: not said.</summary>
    public bool? TiesEmbeddings { get; init; }

    /// <summary>The tokens that begin and end texts, by their fields; without meaning for a classifier.</summary>
    public IReadOnlyList<(string Field, IReadOnlyList<int> Ids)> Tokens { get; init; } = [];

    /// <summary>Sees all that comes before.</summary>
    public const string FullAttention = "full_attention";

    /// <summary>Sees <see cref="Window"/> tokens.</summary>
    public const string SlidingAttention = "sliding_attention";

    /// <summary>How many tokens a query of this layer sees, itself included; null: all that come before.</summary>
    public int? WindowOf(int layer) =>
        (LayerTypes is null ? layer >= FirstWindowLayer : LayerTypes[layer] == SlidingAttention) ? Window : null;
}
