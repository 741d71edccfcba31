namespace TrainingDynamics.Engine.Models;

/// <summary>
/// RoBERTa: BERT's encoder with positions that count the tokens alone and begin after the padding's; a dense layer and tanh
/// before the classifier, dropout before each. Source: Liu et al. 2019.
/// </summary>
sealed class RobertaClassifier(ModelConfig config, Device device, IDropout dropout) : PostNormClassifier(
    config, EncoderPlan.Bert(config), device, dropout)
{
    public const string Dense = "classifier.dense";
    public const string Classifier = "classifier.out_proj";

    /// <summary>[B, T]: the padding's id at padding, and from one after it at the tokens, told by the ids as Hugging Face does.</summary>
    public static Tensor Positions(Tensor inputIds, int paddingId)
    {
        var tokens = inputIds.ne(paddingId).to(ScalarType.Int64); // [B, T]
        return tokens.cumsum(1).mul(tokens).add(paddingId);
    }

    // Hugging Face's tokenizer of this family gives type 0 to both texts of a pair.
    private protected override Tensor Embed(Tensor inputIds, Tensor? typeIds, Tensor? mask, bool training) =>
        Drop(LookUp(inputIds, typeIds: null, Positions(inputIds, Config.PaddingId)), Config.HiddenDropout, training);

    private protected override Tensor Classify(Tensor first, bool training)
    {
        var dropout = Config.ClassifierDropout ?? Config.HiddenDropout;
        var dense = Linear(Drop(first, dropout, training), Dense).tanh(); // [B, H]
        return Linear(Drop(dense, dropout, training), Classifier); // [B, C]
    }

}
