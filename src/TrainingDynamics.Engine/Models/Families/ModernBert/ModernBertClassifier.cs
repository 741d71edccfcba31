namespace TrainingDynamics.Engine.Models;

/// <summary>
/// ModernBERT: rotary positions, a layer norm before each block, layers that see all of a text and layers that see what is near,
/// and a gated feed-forward block; the classifier gets the first token or the mean. Sources: Warner et al. 2024; Hugging Face
/// transformers 4.55.
/// </summary>
sealed class ModernBertClassifier : PreNormClassifier
{
    readonly ModernBertOptions _options;
    readonly Rope _globalRope, _localRope;
    readonly ModernBertNames[] _layers;

    public ModernBertClassifier(ModelConfig config, Device device, IDropout dropout)
        : base(config, device, dropout)
    {
        _options = ModernBertFamily.Options(config);
        _globalRope = new Rope(new RopeOptions(_options.GlobalTheta), config.HeadSize, device, Parameters.PassType);
        _localRope = new Rope(new RopeOptions(_options.LocalTheta), config.HeadSize, device, Parameters.PassType);
        _layers = [.. Enumerable.Range(0, config.Layers).Select(ModernBertNames.Of)];
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _globalRope.Dispose();
            _localRope.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected override Tensor Logits(Tensor inputIds, Tensor? typeIds, Tensor? mask, bool training)
    {
        var length = inputIds.shape[1];
        var wanted = _options.MeanPooling ? null : TokenRows.First(inputIds);
        var (globalTurns, localTurns) = (_globalRope.For(length, mask), _localRope.For(length, mask));
        var tokens = mask is null ? null : Attention.KeyMask(mask, Parameters.PassType); // [B, 1, 1, T]
        var near = Attention.Form(
            VisibleKeys.Near(length, mask, _options.LocalAttention / 2, inputIds.device), Parameters.PassType); // [B or 1, 1, T, T]

        var embedded = LayerNorm(LookUp(ModernBertNames.Words, inputIds), ModernBertNames.EmbeddingNorm);
        var x = Drop(embedded, _options.EmbeddingDropout, training); // [B, T, H]
        for (var i = 0; i < _layers.Length; i++)
        {
            var (turns, keys) = _options.IsGlobal(i) ? (globalTurns, tokens) : (localTurns, near);
            var (layer, rows) = (i, i == _layers.Length - 1 ? wanted : null);
            x = Layer(x, input => Block(layer, input, turns, keys, rows, training)); // [B, T, H]; last: [B, Q, H]
        }

        var normed = LayerNorm(x, ModernBertNames.FinalNorm);
        var pooled = _options.MeanPooling ? Mean(normed, mask) : normed.squeeze(1); // [B, H]
        var dense = LayerNorm(_options.HeadActivation.Apply(Linear(pooled, ModernBertNames.Dense)), ModernBertNames.HeadNorm); // [B, H]
        return Linear(Drop(dense, Config.ClassifierDropout ?? Config.HiddenDropout, training), ModernBertNames.Classifier); // [B, C]
    }

    /// <summary>x: [B, T, H]; keys: what queries see, null: all; rows: the wanted places, null: all; result: [B, Q, H].</summary>
    Tensor Block(int layer, Tensor x, Rotation rotation, Tensor? keys, TokenRows? rows, bool training)
    {
        // Without gradients nothing else would free a layer's intermediate results before the batch is done.
        using var scope = NewDisposeScope();
        var names = _layers[layer];
        var normed = layer == 0 ? x : LayerNorm(x, names.AttentionNorm); // the embeddings are normed already
        var qkv = Linear(normed, names.Projections).chunk(3, -1); // 3 × [B, T, H]
        var q = Heads(rows is null ? qkv[0] : rows.Pick(qkv[0]), Config.Heads); // [B, A, Q, D]
        var turned = (rows is null ? rotation : rotation.At(rows)).Turn(q);
        var visible = rows is null || keys is null || keys.shape[2] == 1 ? keys : rows.PickQueries(keys); // [B or 1, 1, Q or 1, T]
        var context = Attention.Attend(
            turned, rotation.Turn(Heads(qkv[1], Config.Heads)), Heads(qkv[2], Config.Heads), visible, bias: null, training); // [B, A, Q, D]

        var attended = Drop(Linear(Merge(context), names.AttentionOutput), Config.AttentionDropout, training); // [B, Q, H]
        var y = (rows is null ? x : rows.Pick(x)).add(attended); // [B, Q, H]
        var halves = Linear(LayerNorm(y, names.FeedForwardNorm), names.Up).chunk(2, -1); // 2 × [B, Q, I]
        var gated = Drop(Config.Activation.Apply(halves[0]).mul(halves[1]), Config.HiddenDropout, training); // [B, Q, I]
        return y.add(Linear(gated, names.Down)).MoveToOuterDisposeScope(); // [B, Q, H]
    }

    /// <summary>Over the tokens. x: [B, T, H]; result: [B, H].</summary>
    static Tensor Mean(Tensor x, Tensor? mask)
    {
        if (mask is null)
        {
            return x.mean([1]);
        }

        var tokens = mask.to(x.dtype).unsqueeze(-1); // [B, T, 1]
        return x.mul(tokens).sum(1).div(tokens.sum(1));
    }
}
