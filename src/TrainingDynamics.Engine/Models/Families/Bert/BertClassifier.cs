namespace TrainingDynamics.Engine.Models;

/// <summary>BERT: a pooler of dense and tanh, then the classifier. Source: Devlin et al. 2019.</summary>
sealed class BertClassifier(ModelConfig config, Device device, IDropout dropout)
    : PostNormClassifier(config, Plan(config), device, dropout)
{
    public const string Pooler = "bert.pooler.dense";
    public const string Classifier = "classifier";

    /// <summary>The table of the distances from 1 − P to P − 1, where a layer has one.</summary>
    public static string Distances(int layer) => $"bert.encoder.layer.{layer}.attention.self.distance_embedding.weight";

    private protected override AttentionBias? Bias(long length, bool training) => BertOptions.Of(Config) is not { } options ? null
        : (layer, queries, keys) =>
        {
            // From 1 − T to Q − 1, by query minus key.
            var table = Parameters.Leaf(Distances(layer)).narrow(0, Config.MaxPositions - length, length + queries.shape[2] - 1).mul(Scale)
                .unsqueeze(0).expand(Config.Heads, -1, -1); // [A, W, D]
            var ofQueries = RelativeScores.OfQueries(queries, table.flip(1));
            return options.PositionType == BertOptions.RelativeKey ? ofQueries : ofQueries.add(RelativeScores.OfKeys(keys, table));
        };

    private protected override Tensor Embed(Tensor inputIds, Tensor? typeIds, Tensor? mask, bool training) =>
        Drop(LookUp(inputIds, typeIds, positionIds: null), Config.HiddenDropout, training);

    private protected override Tensor Classify(Tensor first, bool training)
    {
        var pooled = Linear(first, Pooler).tanh(); // [B, H]
        return Linear(Drop(pooled, Config.ClassifierDropout ?? Config.HiddenDropout, training), Classifier); // [B, C]
    }

    static EncoderPlan Plan(ModelConfig config)
    {
        var isAbsolute = BertOptions.Of(config) is null;
        return EncoderPlan.Bert(config) with { AddsPositions = isAbsolute, FitsCpuKernels = isAbsolute };
    }
}
