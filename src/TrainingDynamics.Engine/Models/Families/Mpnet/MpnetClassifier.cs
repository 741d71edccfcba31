namespace TrainingDynamics.Engine.Models;

/// <summary>
/// MPNet: RoBERTa's positions and classifier, no token types, and a bias by the distance of key and query that all layers share.
/// Source: Song et al. 2020; the buckets of distances are those of Raffel et al. 2020.
/// </summary>
sealed class MpnetClassifier(ModelConfig config, Device device, IDropout dropout)
    : PostNormClassifier(config, MpnetFamily.Plan(config), device, dropout)
{
    public const string RelativeBias = "mpnet.encoder.relative_attention_bias.weight";

    const int FarthestBucket = 128; // tokens; what is farther has the last bucket

    /// <summary>The row of the table for a key that stands <paramref name="distance"/> tokens after its query; negative: before it.</summary>
    public static long Bucket(long distance)
    {
        const int half = MpnetOptions.Used / 2, exact = half / 2;
        var n = Math.Abs(distance);
        var near = n < exact ? n
            : Math.Min(half - 1, exact + (long)(MathF.Log(n / (float)exact) / (float)Math.Log(FarthestBucket / (double)exact) * (half - exact)));
        return (distance > 0 ? half : 0) + near;
    }

    private protected override Tensor Embed(Tensor inputIds, Tensor? typeIds, Tensor? mask, bool training) =>
        Drop(LookUp(inputIds, typeIds: null, RobertaClassifier.Positions(inputIds, MpnetFamily.PositionPadding)), Config.HiddenDropout, training);

    // Anew for each layer, so that each can be computed again by itself; it is small.
    private protected override AttentionBias Bias(long length, bool training) =>
        (_, queries, _) => RelativeScores.OfDistance(DistanceBias(length)).narrow(2, 0, queries.shape[2]);

    private protected override Tensor DistanceBias(long length)
    {
        long[] buckets = [.. Enumerable.Range(0, (int)(2 * length - 1)).Select(i => Bucket(i - (length - 1)))];
        return Parameters.Leaf(RelativeBias).index_select(0, tensor(buckets, device: Parameters.Device)).t(); // [A, 2T − 1]
    }

    private protected override Tensor Classify(Tensor first, bool training)
    {
        var dense = Linear(Drop(first, Config.HiddenDropout, training), RobertaClassifier.Dense).tanh(); // [B, H]
        return Linear(Drop(dense, Config.HiddenDropout, training), RobertaClassifier.Classifier); // [B, C]
    }
}
