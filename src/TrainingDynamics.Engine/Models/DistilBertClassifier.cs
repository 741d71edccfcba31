using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Models;

/// <summary>
/// DistilBERT: no token types, no dropout between attention and its residual, no pooler but a dense layer and relu before the
/// classifier. Source: Sanh et al. 2019.
/// </summary>
sealed class DistilBertClassifier : TextClassifier
{
    const string Prefix = "distilbert.";
    const string PreClassifier = "pre_classifier";
    const string Classifier = "classifier";

    readonly Embeddings _embeddings;

    public DistilBertClassifier(ModelConfig config, Device device, IDropout dropout)
        : base(config, LayerNames, attentionOutputDropout: 0, device, dropout) =>
        _embeddings = new Embeddings(config, new EmbeddingNames(Prefix), Parameters);

    /// <summary>All parameters in Hugging Face's order.</summary>
    public static IReadOnlyList<ParameterSpec> Specs(ModelConfig config) =>
    [
        .. Embeddings.Specs(config, new EmbeddingNames(Prefix)),
        .. Enumerable.Range(0, config.Layers).SelectMany(layer => LayerNames(layer).Specs(config)),
        .. ParameterSpec.Linear(PreClassifier, config.HiddenSize, config.HiddenSize),
        .. ParameterSpec.Linear(Classifier, config.Labels, config.HiddenSize),
    ];

    static EncoderLayerNames LayerNames(int layer)
    {
        var name = $"{Prefix}transformer.layer.{layer}";
        return new EncoderLayerNames(
            [$"{name}.attention.q_lin", $"{name}.attention.k_lin", $"{name}.attention.v_lin"],
            $"{name}.attention.out_lin",
            $"{name}.sa_layer_norm",
            $"{name}.ffn.lin1",
            $"{name}.ffn.lin2",
            $"{name}.output_layer_norm");
    }

    private protected override Tensor Embed(Tensor inputIds, Tensor? typeIds, bool training) =>
        Drop(LookUp(_embeddings, inputIds, typeIds: null, positionIds: null), Config.HiddenDropout, training);

    private protected override Tensor Classify(Tensor first, bool training)
    {
        var dense = Linear(first, PreClassifier).relu(); // [B, H]
        return Linear(Drop(dense, Config.ClassifierDropout ?? Config.HiddenDropout, training), Classifier); // [B, C]
    }
}
