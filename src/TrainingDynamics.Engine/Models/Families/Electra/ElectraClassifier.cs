using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Engine.Models;

/// <summary>
/// ELECTRA's discriminator: BERT's encoder, over narrower embeddings where they are; a dense layer and gelu before the
/// classifier, dropout before each. Source: Clark et al. 2020.
/// </summary>
sealed class ElectraClassifier(ModelConfig config, Device device, IDropout dropout) : PostNormClassifier(
    config, EncoderPlan.Bert(config), device, dropout)
{
    public const string Projection = "electra.embeddings_project";
    public const string Dense = "classifier.dense";
    public const string Classifier = "classifier.out_proj";

    /// <summary>Whether the embeddings are projected to the encoder's width.</summary>
    public static bool Projects(ModelConfig config) => config.EmbeddingSize != config.HiddenSize;

    private protected override Tensor Embed(Tensor inputIds, Tensor? typeIds, Tensor? mask, bool training)
    {
        var embedded = LookUp(inputIds, typeIds, positionIds: null); // [B, T, E]
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
