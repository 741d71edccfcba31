namespace TrainingDynamics.Engine.Models;

/// <summary>What GPT-2's config says beside sizes.</summary>
sealed record Gpt2Options : FamilyOptions
{
    /// <summary>Dropout of the embeddings, in [0, 1).</summary>
    public double EmbeddingDropout { get; init; } = 0.1;

    /// <summary>Whether scores are divided by the root of a head's width.</summary>
    public bool ScalesByWidth { get; init; } = true;

    /// <summary>Whether they are divided by the number of the layer, too.</summary>
    public bool ScalesByLayer { get; init; }

    /// <summary><c>reorder_and_upcast_attn</c>, which is about half precision alone.</summary>
    public bool Reorders { get; init; }

    /// <inheritdoc cref="LlamaOptions.Tokens"/>
    public IReadOnlyList<(string Field, IReadOnlyList<int> Ids)> Tokens { get; init; } = [];

    internal override FamilyOptions WithDropout(double probability) => this with { EmbeddingDropout = probability };
}
