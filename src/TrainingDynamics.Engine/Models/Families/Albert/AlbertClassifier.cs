namespace TrainingDynamics.Engine.Models;

/// <summary>
/// ALBERT: narrow embeddings that are always projected, layers that share their parameters, and BERT's pooler. Source: Lan et al. 2020.
/// </summary>
sealed class AlbertClassifier(ModelConfig config, Device device, IDropout dropout)
    : PostNormClassifier(config, AlbertFamily.Plan(config), device, dropout)
{
    public const string Projection = "albert.encoder.embedding_hidden_mapping_in";
    public const string Pooler = "albert.pooler";
    public const string Classifier = "classifier";

    private protected override Tensor Embed(Tensor inputIds, Tensor? typeIds, Tensor? mask, bool training) =>
        Linear(Drop(LookUp(inputIds, typeIds, positionIds: null), Config.HiddenDropout, training), Projection); // [B, T, H]

    private protected override Tensor Classify(Tensor first, bool training)
    {
        var pooled = Linear(first, Pooler).tanh(); // [B, H]
        return Linear(Drop(pooled, Config.ClassifierDropout ?? Config.HiddenDropout, training), Classifier); // [B, C]
    }
}
