using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Engine.Models;

/// <summary>
/// DeBERTa-v2 and v3: BERT's layers with scores that also depend on content and distance, a convolution beside the first layer of some
/// v2 models, and a pooler with gelu. Source: He et al. 2021.
/// </summary>
sealed class DebertaV2Classifier(ModelConfig config, DebertaV2Options options, Device device, IDropout dropout)
    : PostNormClassifier(config, Plan(config, options), device, dropout)
{
    public const string Projection = "deberta.embeddings.embed_proj";
    public const string Distances = "deberta.encoder.rel_embeddings.weight";
    public const string DistanceNorm = "deberta.encoder.LayerNorm";
    public const string Convolution = "deberta.encoder.conv.conv";
    public const string ConvolutionNorm = "deberta.encoder.conv.LayerNorm";
    public const string Pooler = "pooler.dense";
    public const string Classifier = "classifier";

    readonly long[] _width = [config.HiddenSize];

    private protected override Tensor Embed(Tensor inputIds, Tensor? typeIds, Tensor? mask, bool training)
    {
        var sum = Embeddings.Sum(inputIds, typeIds, positionIds: null); // [B, T, E]
        var projected = Config.EmbeddingSize == Config.HiddenSize ? sum : Linear(sum, Projection); // [B, T, H]
        return Drop(Masked(Embeddings.Norm(projected), mask), Config.HiddenDropout, training);
    }

    private protected override AttentionBias? Bias(long length, bool training)
    {
        if (!options.UsesDistances)
        {
            return null;
        }

        var rows = new DistanceRows(options.PositionBuckets, options.Reach(Config), options.Span(Config), Parameters.Device);
        var (all, ofFirst) = (rows.Of(length, length), rows.Of(1, length));
        return (layer, queries, keys) =>
        {
            var (index, first, count) = queries.shape[2] == 1 ? ofFirst : all; // by query minus key, ascending
            var (positionQueries, positionKeys) = Project(layer, first, count, training); // [A, R, D]
            var ofContent = options.ContentToPosition
                ? RelativeScores.OfQueries(queries, positionKeys!.index_select(1, index.flip(0)).mul(Scale))
                : null;
            var ofPosition = options.PositionToContent
                ? RelativeScores.OfKeys(keys, positionQueries!.index_select(1, index).mul(Scale))
                : null;
            return ofContent is null ? ofPosition! : ofPosition is null ? ofContent : ofContent.add(ofPosition);
        };
    }

    private protected override Tensor AfterFirstLayer(Tensor x, Tensor embedded, Tensor? mask, bool training)
    {
        if (options.ConvolutionWidth == 0)
        {
            return x;
        }

        var convolved = F.conv1d( // [B, H, T]
            embedded.transpose(1, 2),
            Parameters.Leaf($"{Convolution}.weight"),
            Parameters.Leaf($"{Convolution}.bias"),
            padding: (options.ConvolutionWidth - 1) / 2,
            groups: options.ConvolutionGroups);
        var rows = convolved.transpose(1, 2).narrow(1, 0, x.shape[1]); // [B, Q, H]
        var tokens = mask?.narrow(1, 0, x.shape[1]); // [B, Q]
        var y = options.ConvolutionActivation.Apply(Drop(Masked(rows, tokens), Config.HiddenDropout, training));
        return Masked(Norm(x.add(y), ConvolutionNorm), tokens);
    }

    private protected override Tensor Classify(Tensor first, bool training)
    {
        var pooled = options.PoolerActivation.Apply(Linear(Drop(first, options.PoolerDropout, training), Pooler)); // [B, H]
        return Linear(Drop(pooled, Config.ClassifierDropout ?? Config.HiddenDropout, training), Classifier); // [B, C]
    }

    static EncoderPlan Plan(ModelConfig config, DebertaV2Options options) =>
        new([.. Enumerable.Range(0, config.Layers).Select(layer => EncoderLayerNames.Bert(config.Family.EncoderPrefix, layer, "_proj"))], config.HiddenDropout)
        {
            ScoreTerms = options.ScoreTerms,
            FitsCpuKernels = false,
        };

    /// <summary>x: [B, T, H]; mask: [B, T]; result: x with zeros at padding, which the convolution would take up.</summary>
    Tensor Masked(Tensor x, Tensor? mask) => mask is null || options.ConvolutionWidth == 0 ? x : x.mul(mask.unsqueeze(-1).to(x.dtype));

    /// <summary>The rows of the table from <paramref name="first"/> on, as queries and keys of every head: [A, R, D] each, or null.</summary>
    (Tensor? Queries, Tensor? Keys) Project(int layer, long first, long count, bool training)
    {
        var rows = Parameters.Leaf(Distances).narrow(0, first, count); // [R, H]
        rows = Drop(options.NormsPositions ? Norm(rows, DistanceNorm) : rows, Config.HiddenDropout, training);
        if (options.SharesProjections)
        {
            return Layers[layer].QueriesAndKeys(rows);
        }

        return (
            options.PositionToContent ? Heads(Linear(rows, DebertaV2Family.PositionQuery(layer))) : null,
            options.ContentToPosition ? Heads(Linear(rows, DebertaV2Family.PositionKey(layer))) : null);
    }

    /// <summary>rows: [R, H]; result: [A, R, D].</summary>
    Tensor Heads(Tensor rows) => rows.view(rows.shape[0], Config.Heads, Config.HeadSize).transpose(0, 1);

    Tensor Norm(Tensor x, string name) => F.layer_norm(
        x, _width, Parameters.Leaf($"{name}.weight"), Parameters.Leaf($"{name}.bias"), Config.LayerNormEpsilon);
}
