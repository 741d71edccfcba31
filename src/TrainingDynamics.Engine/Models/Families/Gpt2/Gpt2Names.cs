namespace TrainingDynamics.Engine.Models;

/// <summary>What Hugging Face calls the modules of a layer of GPT-2.</summary>
/// <param name="Name">Of the layer.</param>
readonly record struct Gpt2Names(string Name)
{
    public const string Words = "transformer.wte.weight";
    public const string Positions = "transformer.wpe.weight";
    public const string FinalNorm = "transformer.ln_f";
    public const string Score = "score";

    /// <summary>[H, 3H]: the query's, the key's and the value's.</summary>
    public string Projections => $"{Name}.attn.c_attn";

    /// <summary>[H, H].</summary>
    public string AttentionOutput => $"{Name}.attn.c_proj";

    /// <summary>[H, I].</summary>
    public string Up => $"{Name}.mlp.c_fc";

    /// <summary>[I, H].</summary>
    public string Down => $"{Name}.mlp.c_proj";

    /// <summary>Before the attention.</summary>
    public string AttentionNorm => $"{Name}.ln_1";

    /// <summary>Before the feed-forward block.</summary>
    public string FeedForwardNorm => $"{Name}.ln_2";

    /// <summary>Of the layer with this number.</summary>
    public static Gpt2Names Of(int layer) => new($"transformer.h.{layer}");
}
