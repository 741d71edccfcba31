namespace TrainingDynamics.Engine.Models;

/// <summary>What Hugging Face calls the modules of a layer of Llama and the families in its line.</summary>
/// <param name="Name">Of the layer.</param>
readonly record struct LlamaNames(string Name)
{
    public const string Words = "model.embed_tokens.weight";
    public const string FinalNorm = "model.norm";
    public const string Score = "score";

    /// <summary>[A·D, H].</summary>
    public string Query => $"{Name}.self_attn.q_proj";

    /// <summary>[key and value heads·D, H].</summary>
    public string Key => $"{Name}.self_attn.k_proj";

    /// <summary>The same.</summary>
    public string Value => $"{Name}.self_attn.v_proj";

    /// <summary>[H, A·D].</summary>
    public string AttentionOutput => $"{Name}.self_attn.o_proj";

    /// <summary>[D], of each head.</summary>
    public string QueryNorm => $"{Name}.self_attn.q_norm";

    /// <summary>The same.</summary>
    public string KeyNorm => $"{Name}.self_attn.k_norm";

    /// <summary>[I, H], the half that is activated.</summary>
    public string Gate => $"{Name}.mlp.gate_proj";

    /// <summary>[I, H].</summary>
    public string Up => $"{Name}.mlp.up_proj";

    /// <summary>[H, I].</summary>
    public string Down => $"{Name}.mlp.down_proj";

    /// <summary>[H], before the attention.</summary>
    public string AttentionNorm => $"{Name}.input_layernorm";

    /// <summary>[H], before the feed-forward block.</summary>
    public string FeedForwardNorm => $"{Name}.post_attention_layernorm";

    /// <summary>Of the layer with this number.</summary>
    public static LlamaNames Of(int layer) => new($"model.layers.{layer}");
}
