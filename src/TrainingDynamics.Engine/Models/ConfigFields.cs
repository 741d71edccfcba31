namespace TrainingDynamics.Engine.Models;

/// <summary>What <c>config.json</c> of a family calls its sizes and probabilities, and what holds where it is silent.</summary>
sealed record ConfigFields(
    string Hidden,
    string Layers,
    string Heads,
    string Intermediate,
    string Activation,
    string? HiddenDropout,
    string AttentionDropout,
    string? ClassifierDropout)
{
    /// <summary>BERT's names, which most families took over.</summary>
    public static ConfigFields Bert { get; } = new(
        "hidden_size",
        "num_hidden_layers",
        "num_attention_heads",
        "intermediate_size",
        "hidden_act",
        "hidden_dropout_prob",
        "attention_probs_dropout_prob",
        "classifier_dropout");

    /// <summary>The longest sequence, or the rows of a table of positions.</summary>
    public string Positions { get; init; } = "max_position_embeddings";

    /// <summary>What is added to the variance in norms.</summary>
    public string Epsilon { get; init; } = "layer_norm_eps";

    /// <summary>Whether <see cref="Intermediate"/> may be absent or null, and is 4·H then.</summary>
    public bool IntermediateIsOptional { get; init; }

    /// <summary>Where the field is absent.</summary>
    public int DefaultPositions { get; init; } = 512;

    /// <summary>Where the field is absent.</summary>
    public double DefaultEpsilon { get; init; } = 1e-12;

    /// <summary>Where the field is absent.</summary>
    public Activation DefaultActivation { get; init; }

    /// <summary>The hidden and the attention's dropout where their fields are absent.</summary>
    public double DefaultDropout { get; init; } = 0.1;

    /// <summary>The classifier's dropout where the field is absent; null: the hidden one.</summary>
    public double? DefaultClassifierDropout { get; init; }
}
