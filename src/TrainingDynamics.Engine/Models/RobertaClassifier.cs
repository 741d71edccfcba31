using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Models;

/// <summary>
/// RoBERTa: BERT's encoder with positions that count the tokens alone, after the padding's own; a dense layer and tanh before
/// the classifier, dropout before each. Source: Liu et al. 2019.
/// </summary>
sealed class RobertaClassifier : TextClassifier
{
    const string Prefix = "roberta.";
    const string Dense = "classifier.dense";
    const string Classifier = "classifier.out_proj";

    readonly Embeddings _embeddings;

    public RobertaClassifier(ModelConfig config, Device device, IDropout dropout)
        : base(config, layer => EncoderLayerNames.Bert(Prefix, layer), config.HiddenDropout, device, dropout) =>
        _embeddings = new Embeddings(config, new EmbeddingNames(Prefix), Parameters);

    /// <summary>All parameters in Hugging Face's order.</summary>
    public static IReadOnlyList<ParameterSpec> Specs(ModelConfig config) =>
    [
        .. Embeddings.Specs(config, new EmbeddingNames(Prefix)),
        .. Enumerable.Range(0, config.Layers).SelectMany(layer => EncoderLayerNames.Bert(Prefix, layer).Specs(config)),
        .. ParameterSpec.Linear(Dense, config.HiddenSize, config.HiddenSize),
        .. ParameterSpec.Linear(Classifier, config.Labels, config.HiddenSize),
    ];

    // Hugging Face's tokenizer of this family gives type 0 to both texts of a pair.
    private protected override Tensor Embed(Tensor inputIds, Tensor? typeIds, bool training) =>
        Drop(LookUp(_embeddings, inputIds, typeIds: null, Positions(inputIds)), Config.HiddenDropout, training);

    private protected override Tensor Classify(Tensor first, bool training)
    {
        var dropout = Config.ClassifierDropout ?? Config.HiddenDropout;
        var dense = Linear(Drop(first, dropout, training), Dense).tanh(); // [B, H]
        return Linear(Drop(dense, dropout, training), Classifier); // [B, C]
    }

    /// <summary>[B, T]: padding's id at padding, and from one after it at the tokens, told by the ids as Hugging Face does.</summary>
    Tensor Positions(Tensor inputIds)
    {
        var tokens = inputIds.ne(Config.PaddingId).to(ScalarType.Int64); // [B, T]
        return tokens.cumsum(1).mul(tokens).add(Config.PaddingId);
    }
}
