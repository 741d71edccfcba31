namespace TrainingDynamics.Engine.Models;

/// <summary>DistilBERT's files. Source: Hugging Face transformers 4.21, <c>models/distilbert</c>.</summary>
sealed class DistilBertFamily : ModelFamily
{
    /// <inheritdoc/>
    public override string ModelType => "distilbert";

    internal override string ClassName => "DistilBertForSequenceClassification";

    internal override ConfigFields Fields { get; } = new(
        "dim", "n_layers", "n_heads", "hidden_dim", "activation", "dropout", "attention_dropout", "seq_classif_dropout")
    {
        DefaultClassifierDropout = 0.2,
    };

    internal override IReadOnlyList<ModelSize> Sizes => [new("distilbert-base", 6, 768, 12)];

    internal override IReadOnlyList<string> PreTrainingHeads => ["vocab_transform.", "vocab_layer_norm.", "vocab_projector."];

    internal override IReadOnlyList<string> LoraTargets => ["q_lin", "v_lin"];

    internal override ModelConfig Read(ConfigReader json) => json.Encoder(this) with
    {
        SinusoidalPositions = json.Flag("sinusoidal_pos_embds"),
        TypeVocabularySize = 2, // without meaning: the family knows no types
        LayerNormEpsilon = 1e-12,
    };

    internal override void Write(ConfigWriter json, ModelConfig config)
    {
        // The field has no null that would stand for another.
        json.Common(config with { ClassifierDropout = config.ClassifierDropout ?? config.HiddenDropout });
        json.Flag("sinusoidal_pos_embds", config.SinusoidalPositions);
    }

    internal override IReadOnlyList<ParameterSpec> Parameters(ModelConfig config) =>
    [
        .. Embeddings.Specs(config, new EmbeddingNames(EncoderPrefix), hasTypes: false),
        .. Enumerable.Range(0, config.Layers).SelectMany(layer => LayerNames(layer).Specs(config)),
        .. ParameterSpec.Linear(DistilBertClassifier.PreClassifier, config.HiddenSize, config.HiddenSize),
        .. ParameterSpec.Linear(DistilBertClassifier.Classifier, config.Labels, config.HiddenSize),
    ];

    internal override TextClassifier Create(ModelConfig config, Device device, IDropout dropout) =>
        new DistilBertClassifier(config, device, dropout);

    /// <summary>No dropout between attention and its residual.</summary>
    public static EncoderPlan Plan(ModelConfig config) =>
        new([.. Enumerable.Range(0, config.Layers).Select(LayerNames)], config.HiddenDropout) { AttentionOutputDropout = 0 };

    static EncoderLayerNames LayerNames(int layer)
    {
        var name = $"distilbert.transformer.layer.{layer}";
        return new EncoderLayerNames(
            [$"{name}.attention.q_lin", $"{name}.attention.k_lin", $"{name}.attention.v_lin"],
            $"{name}.attention.out_lin",
            $"{name}.sa_layer_norm",
            $"{name}.ffn.lin1",
            $"{name}.ffn.lin2",
            $"{name}.output_layer_norm");
    }
}
