namespace TrainingDynamics.Engine.Models;

/// <summary>What Hugging Face calls the modules of a layer of ModernBERT.</summary>
/// <param name="Name">Of the layer.</param>
readonly record struct ModernBertNames(string Name)
{
    public const string Words = "model.embeddings.tok_embeddings.weight";
    public const string EmbeddingNorm = "model.embeddings.norm";
    public const string FinalNorm = "model.final_norm";
    public const string Dense = "head.dense";
    public const string HeadNorm = "head.norm";
    public const string Classifier = "classifier";

    /// <summary>[3H, H]: the query's, the key's and the value's.</summary>
    public string Projections => $"{Name}.attn.Wqkv";

    /// <summary>[H, H].</summary>
    public string AttentionOutput => $"{Name}.attn.Wo";

    /// <summary>[2I, H]: the half that is activated, and its gate.</summary>
    public string Up => $"{Name}.mlp.Wi";

    /// <summary>[H, I].</summary>
    public string Down => $"{Name}.mlp.Wo";

    /// <summary>Before the attention; the first layer has none.</summary>
    public string AttentionNorm => $"{Name}.attn_norm";

    /// <summary>Before the feed-forward block.</summary>
    public string FeedForwardNorm => $"{Name}.mlp_norm";

    /// <summary>Of the layer with this number.</summary>
    public static ModernBertNames Of(int layer) => new($"model.layers.{layer}");
}
