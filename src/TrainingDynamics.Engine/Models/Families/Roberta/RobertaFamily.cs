namespace TrainingDynamics.Engine.Models;

/// <summary>RoBERTa's files. Source: Hugging Face transformers 4.21, <c>models/roberta</c>.</summary>
sealed class RobertaFamily : ModelFamily
{
    /// <inheritdoc/>
    public override string ModelType => "roberta";

    internal override string ClassName => "RobertaForSequenceClassification";

    internal override ConfigFields Fields => ConfigFields.Bert;

    internal override IReadOnlyList<string> PreTrainingHeads => ["lm_head."];

    internal override ModelConfig Read(ConfigReader json) => json.Encoder(this, defaultPaddingId: 1);

    internal override void Write(ConfigWriter json, ModelConfig config)
    {
        json.Common(config);
        json.TypesPositionsNorm(config);
    }

    internal override IReadOnlyList<ParameterSpec> Parameters(ModelConfig config) =>
    [
        .. Embeddings.Specs(config, new EmbeddingNames(EncoderPrefix), hasPaddingPosition: true),
        .. Enumerable.Range(0, config.Layers).SelectMany(layer => EncoderLayerNames.Bert(EncoderPrefix, layer).Specs(config)),
        .. ParameterSpec.Linear(RobertaClassifier.Dense, config.HiddenSize, config.HiddenSize),
        .. ParameterSpec.Linear(RobertaClassifier.Classifier, config.Labels, config.HiddenSize),
    ];

    internal override TextClassifier Create(ModelConfig config, Device device, IDropout dropout) =>
        new RobertaClassifier(config, device, dropout);

    // The positions of tokens begin after the padding's.
    internal override int MaxTokens(ModelConfig config) => config.MaxPositions - config.PaddingId - 1;
}
