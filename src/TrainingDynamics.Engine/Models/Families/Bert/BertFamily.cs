namespace TrainingDynamics.Engine.Models;

/// <summary>BERT's files. Source: Hugging Face transformers 4.21, <c>models/bert</c>.</summary>
sealed class BertFamily : ModelFamily
{
    /// <inheritdoc/>
    public override string ModelType => "bert";

    internal override string ClassName => "BertForSequenceClassification";

    EmbeddingNames Names => new(EncoderPrefix);

    internal override ConfigFields Fields => ConfigFields.Bert;

    // Turc et al. 2019; bert-base Devlin et al. 2019.
    internal override IReadOnlyList<ModelSize> Sizes =>
    [
        new("bert-tiny", 2, 128, 2), new("bert-mini", 4, 256, 4), new("bert-small", 4, 512, 8), new("bert-base", 12, 768, 12),
    ];

    internal override IReadOnlyList<string> PreTrainingHeads => ["cls."];

    internal override IReadOnlyList<string> PositionTypes => ["absolute", BertOptions.RelativeKey, BertOptions.RelativeKeyQuery];

    internal override ModelConfig Read(ConfigReader json) => json.Encoder(this) with
    {
        Options = json.Text("position_embedding_type") is { } type && type != PositionTypes[0] ? new BertOptions(type) : null,
    };

    internal override void Write(ConfigWriter json, ModelConfig config)
    {
        json.Common(config);
        json.TypesPositionsNorm(config);
        json.Text("position_embedding_type", BertOptions.Of(config)?.PositionType ?? PositionTypes[0]);
    }

    internal override IReadOnlyList<ParameterSpec> Parameters(ModelConfig config) =>
    [
        // With distances the table of positions is there and unused: without a gradient PyTorch's optimizers leave it as it is.
        .. Embeddings.Specs(config, Names).Select(spec =>
            BertOptions.Of(config) is not null && spec.Names[0] == Names.Position ? spec with { Trained = false } : spec),
        .. Enumerable.Range(0, config.Layers).SelectMany(layer => EncoderLayerNames.Bert(EncoderPrefix, layer).Specs(config)),
        .. BertOptions.Of(config) is null ? [] : Enumerable.Range(0, config.Layers).Select(layer =>
            ParameterSpec.Table(BertClassifier.Distances(layer), 2 * config.MaxPositions - 1, config.HeadSize)),
        .. ParameterSpec.Linear(BertClassifier.Pooler, config.HiddenSize, config.HiddenSize),
        .. ParameterSpec.Linear(BertClassifier.Classifier, config.Labels, config.HiddenSize),
    ];

    internal override TextClassifier Create(ModelConfig config, Device device, IDropout dropout) => new BertClassifier(config, device, dropout);
}
