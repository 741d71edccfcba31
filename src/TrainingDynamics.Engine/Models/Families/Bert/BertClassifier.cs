using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Models;

/// <summary>BERT: a pooler of dense and tanh, then the classifier. Source: Devlin et al. 2019.</summary>
sealed class BertClassifier(ModelConfig config, Device device, IDropout dropout) : PostNormClassifier(
    config, EncoderPlan.Bert(config), device, dropout)
{
    public const string Pooler = "bert.pooler.dense";
    public const string Classifier = "classifier";

    private protected override Tensor Embed(Tensor inputIds, Tensor? typeIds, Tensor? mask, bool training) =>
        Drop(LookUp(inputIds, typeIds, positionIds: null), Config.HiddenDropout, training);

    private protected override Tensor Classify(Tensor first, bool training)
    {
        var pooled = Linear(first, Pooler).tanh(); // [B, H]
        return Linear(Drop(pooled, Config.ClassifierDropout ?? Config.HiddenDropout, training), Classifier); // [B, C]
    }
}
