namespace TrainingDynamics.Engine.Models;

/// <summary>How BERT knows the order of tokens; where a config has none of these, by positions that are added to the words.</summary>
/// <param name="PositionType"><c>position_embedding_type</c>.</param>
sealed record BertOptions(string PositionType) : FamilyOptions
{
    /// <summary>Queries meet vectors of the distance to the key.</summary>
    public const string RelativeKey = "relative_key";

    /// <summary>Queries and keys meet them.</summary>
    public const string RelativeKeyQuery = "relative_key_query";

    /// <summary>Of a config; null: positions are added.</summary>
    public static BertOptions? Of(ModelConfig config) => config.Options as BertOptions;
}
