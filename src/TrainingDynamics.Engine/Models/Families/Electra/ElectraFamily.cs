namespace TrainingDynamics.Engine.Models;

/// <summary>The files of ELECTRA's discriminator. Source: Hugging Face transformers 4.21, <c>models/electra</c>.</summary>
sealed class ElectraFamily : ModelFamily
{
    /// <inheritdoc/>
    public override string ModelType => "electra";

    internal override string ClassName => "ElectraForSequenceClassification";

    internal override ConfigFields Fields => ConfigFields.Bert;

    internal override IReadOnlyList<ModelSize> Sizes => [new("electra-small", 12, 256, 4, 128), new("electra-base", 12, 768, 12, 768)];

    internal override IReadOnlyList<string> PreTrainingHeads =>
        ["discriminator_predictions.", "generator_predictions.", "generator_lm_head."];

    internal override ModelConfig Read(ConfigReader json) => json.Encoder(this) with { EmbeddingSize = json.Whole("embedding_size", 128) };

    internal override void Write(ConfigWriter json, ModelConfig config)
    {
        json.Common(config);
        json.TypesPositionsNorm(config);
        json.Whole("embedding_size", config.EmbeddingSize);
    }

    internal override IReadOnlyList<ParameterSpec> Parameters(ModelConfig config) =>
    [
        .. Embeddings.Specs(config, new EmbeddingNames(EncoderPrefix)),
        .. ElectraClassifier.Projects(config) ? ParameterSpec.Linear(ElectraClassifier.Projection, config.HiddenSize, config.EmbeddingSize) : [],
        .. Enumerable.Range(0, config.Layers).SelectMany(layer => EncoderLayerNames.Bert(EncoderPrefix, layer).Specs(config)),
        .. ParameterSpec.Linear(ElectraClassifier.Dense, config.HiddenSize, config.HiddenSize),
        .. ParameterSpec.Linear(ElectraClassifier.Classifier, config.Labels, config.HiddenSize),
    ];

    internal override TextClassifier Create(ModelConfig config, Device device, IDropout dropout) =>
        new ElectraClassifier(config, device, dropout);
}
