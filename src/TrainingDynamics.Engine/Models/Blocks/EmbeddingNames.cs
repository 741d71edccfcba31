namespace TrainingDynamics.Engine.Models;

/// <summary>What Hugging Face calls the embedding tables and their layer norm.</summary>
/// <param name="Prefix">Of all the encoder's names; ends with a dot.</param>
readonly record struct EmbeddingNames(string Prefix)
{
    /// <summary>[V, E].</summary>
    public string Word => $"{Prefix}embeddings.word_embeddings.weight";

    /// <summary>[P, E].</summary>
    public string Position => $"{Prefix}embeddings.position_embeddings.weight";

    /// <summary>[types, E].</summary>
    public string TokenType => $"{Prefix}embeddings.token_type_embeddings.weight";

    /// <summary>Weight and bias, [E] each.</summary>
    public string Norm => $"{Prefix}embeddings.LayerNorm";
}
