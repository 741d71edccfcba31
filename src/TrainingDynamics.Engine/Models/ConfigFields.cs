namespace TrainingDynamics.Engine.Models;

/// <summary>What <c>config.json</c> of a family calls its sizes and probabilities.</summary>
sealed record ConfigFields(
    string Hidden,
    string Layers,
    string Heads,
    string Intermediate,
    string Activation,
    string HiddenDropout,
    string AttentionDropout,
    string ClassifierDropout)
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

    /// <summary>The classifier's dropout where the field is absent; null: the hidden one.</summary>
    public double? DefaultClassifierDropout { get; init; }
}
