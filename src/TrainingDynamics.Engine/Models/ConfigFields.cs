namespace TrainingDynamics.Engine.Models;

/// <summary>What <c>config.json</c> calls the fields that DistilBERT names otherwise than the other families.</summary>
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
    static readonly ConfigFields Bert = new(
        "hidden_size",
        "num_hidden_layers",
        "num_attention_heads",
        "intermediate_size",
        "hidden_act",
        "hidden_dropout_prob",
        "attention_probs_dropout_prob",
        "classifier_dropout");

    static readonly ConfigFields DistilBert = new(
        "dim", "n_layers", "n_heads", "hidden_dim", "activation", "dropout", "attention_dropout", "seq_classif_dropout");

    public static ConfigFields Of(ModelFamily family) => family == ModelFamily.DistilBert ? DistilBert : Bert;
}
