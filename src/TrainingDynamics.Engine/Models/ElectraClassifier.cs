using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Engine.Models;

/// <summary>
/// ELECTRA's discriminator: BERT's encoder, over narrower embeddings where they are; a dense layer and gelu before the
/// classifier, dropout before each. Source: Clark et al. 2020.
/// </summary>
sealed class ElectraClassifier : TextClassifier
{
    const string Prefix = "electra.";
    const string Projection = $"{Prefix}embeddings_project";
    const string Dense = "classifier.dense";
    const string Classifier = "classifier.out_proj";

    readonly Embeddings _embeddings;

    public ElectraClassifier(ModelConfig config, Device device, IDropout dropout)
        : base(config, layer => EncoderLayerNames.Bert(Prefix, layer), config.HiddenDropout, device, dropout) =>
        _embeddings = new Embeddings(config, new EmbeddingNames(Prefix), Parameters);

    /// <summary>All parameters in Hugging Face's order.</summary>
    public static IReadOnlyList<ParameterSpec> Specs(ModelConfig config) =>
    [
        .. Embeddings.Specs(config, new EmbeddingNames(Prefix)),
        .. Projects(config) ? ParameterSpec.Linear(Projection, config.HiddenSize, config.EmbeddingSize) : [],
        .. Enumerable.Range(0, config.Layers).SelectMany(layer => EncoderLayerNames.Bert(Prefix, layer).Specs(config)),
        .. ParameterSpec.Linear(Dense, config.HiddenSize, config.HiddenSize),
        .. ParameterSpec.Linear(Classifier, config.Labels, config.HiddenSize),
    ];

    static bool Projects(ModelConfig config) => config.EmbeddingSize != config.HiddenSize;

    private protected override Tensor Embed(Tensor inputIds, Tensor? typeIds, bool training)
    {
        var embedded = LookUp(_embeddings, inputIds, typeIds, positionIds: null); // [B, T, E]
        var dropped = Drop(embedded, Config.HiddenDropout, training);
        return Projects(Config) ? Linear(dropped, Projection) : dropped; // [B, T, H]
    }

    private protected override Tensor Classify(Tensor first, bool training)
    {
        var dropout = Config.ClassifierDropout ?? Config.HiddenDropout;
        var dense = F.gelu(Linear(Drop(first, dropout, training), Dense)); // [B, H]
        return Linear(Drop(dense, dropout, training), Classifier); // [B, C]
    }
}
