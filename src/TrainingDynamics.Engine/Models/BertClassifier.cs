using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Models;

/// <summary>BERT: a pooler of dense and tanh, then the classifier. Source: Devlin et al. 2019.</summary>
sealed class BertClassifier : TextClassifier
{
    const string Prefix = "bert.";
    const string Pooler = $"{Prefix}pooler.dense";
    const string Classifier = "classifier";

    readonly Embeddings _embeddings;

    public BertClassifier(ModelConfig config, Device device, IDropout dropout)
        : base(config, layer => EncoderLayerNames.Bert(Prefix, layer), config.HiddenDropout, device, dropout) =>
        _embeddings = new Embeddings(config, new EmbeddingNames(Prefix), Parameters);

    /// <summary>All parameters in Hugging Face's order.</summary>
    public static IReadOnlyList<ParameterSpec> Specs(ModelConfig config) =>
    [
        .. Embeddings.Specs(config, new EmbeddingNames(Prefix)),
        .. Enumerable.Range(0, config.Layers).SelectMany(layer => EncoderLayerNames.Bert(Prefix, layer).Specs(config)),
        .. ParameterSpec.Linear(Pooler, config.HiddenSize, config.HiddenSize),
        .. ParameterSpec.Linear(Classifier, config.Labels, config.HiddenSize),
    ];

    private protected override Tensor Embed(Tensor inputIds, Tensor? typeIds, bool training) =>
        Drop(LookUp(_embeddings, inputIds, typeIds, positionIds: null), Config.HiddenDropout, training);

    private protected override Tensor Classify(Tensor first, bool training)
    {
        var pooled = Linear(first, Pooler).tanh(); // [B, H]
        return Linear(Drop(pooled, Config.ClassifierDropout ?? Config.HiddenDropout, training), Classifier); // [B, C]
    }
}
