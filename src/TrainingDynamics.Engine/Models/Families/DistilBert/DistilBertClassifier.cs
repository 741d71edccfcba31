namespace TrainingDynamics.Engine.Models;

/// <summary>
/// DistilBERT: no token types, no dropout between attention and its residual, no pooler but a dense layer and relu before the
/// classifier. Source: Sanh et al. 2019.
/// </summary>
sealed class DistilBertClassifier(ModelConfig config, Device device, IDropout dropout)
    : PostNormClassifier(config, DistilBertFamily.Plan(config), device, dropout)
{
    public const string PreClassifier = "pre_classifier";
    public const string Classifier = "classifier";

    private protected override Tensor Embed(Tensor inputIds, Tensor? typeIds, Tensor? mask, bool training) =>
        Drop(LookUp(inputIds, typeIds: null, positionIds: null), Config.HiddenDropout, training);

    private protected override Tensor Classify(Tensor first, bool training)
    {
        var dense = Linear(first, PreClassifier).relu(); // [B, H]
        return Linear(Drop(dense, Config.ClassifierDropout ?? Config.HiddenDropout, training), Classifier); // [B, C]
    }
}
