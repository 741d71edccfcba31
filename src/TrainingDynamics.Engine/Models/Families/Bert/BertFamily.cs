using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Models;

/// <summary>BERT's files. Source: Hugging Face transformers 4.21, <c>models/bert</c>.</summary>
sealed class BertFamily : ModelFamily
{
    /// <inheritdoc/>
    public override string ModelType => "bert";

    internal override string ClassName => "BertForSequenceClassification";

    internal override ConfigFields Fields => ConfigFields.Bert;

    // Turc et al. 2019; bert-base Devlin et al. 2019.
    internal override IReadOnlyList<ModelSize> Sizes =>
    [
        new("bert-tiny", 2, 128, 2), new("bert-mini", 4, 256, 4), new("bert-small", 4, 512, 8), new("bert-base", 12, 768, 12),
    ];

    internal override IReadOnlyList<string> PreTrainingHeads => ["cls."];

    internal override ModelConfig Read(ConfigReader json) => json.Encoder(this);

    internal override void Write(ConfigWriter json, ModelConfig config)
    {
        json.Common(config);
        json.TypesPositionsNorm(config);
    }

    internal override IReadOnlyList<ParameterSpec> Parameters(ModelConfig config) =>
    [
        .. Embeddings.Specs(config, new EmbeddingNames(EncoderPrefix)),
        .. Enumerable.Range(0, config.Layers).SelectMany(layer => EncoderLayerNames.Bert(EncoderPrefix, layer).Specs(config)),
        .. ParameterSpec.Linear(BertClassifier.Pooler, config.HiddenSize, config.HiddenSize),
        .. ParameterSpec.Linear(BertClassifier.Classifier, config.Labels, config.HiddenSize),
    ];

    internal override TextClassifier Create(ModelConfig config, Device device, IDropout dropout) => new BertClassifier(config, device, dropout);
}
