namespace TrainingDynamics.Engine.Models;

/// <summary>
/// Llama and the families in its line: RMS norm before each block, rotary positions, grouped heads of keys and values, a gated
/// feed-forward block, and the classifier on the last token. Sources: Touvron et al. 2023; Hugging Face transformers 4.55.
/// </summary>
sealed class LlamaClassifier : PreNormClassifier
{
    readonly LlamaOptions _options;
    readonly Rope _rope;
    readonly RmsNorm _norm;
    readonly LlamaNames[] _layers;

    public LlamaClassifier(ModelConfig config, Device device, IDropout dropout)
        : base(config, device, dropout)
    {
        _options = LlamaFamily.Options(config);
        _rope = new Rope(_options.Rope, config.HeadSize, device, Parameters.PassType);
        _norm = new RmsNorm(config.LayerNormEpsilon, device);
        _layers = [.. Enumerable.Range(0, config.Layers).Select(LlamaNames.Of)];
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rope.Dispose();
            _norm.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected override Tensor Logits(Tensor inputIds, Tensor? typeIds, Tensor? mask, bool training)
    {
        var length = inputIds.shape[1];
        var last = TokenRows.Last(inputIds, Config.PaddingId);
        var rotation = _rope.For(length, mask);
        var masks = new Dictionary<int, Tensor>(); // by the window; 0: none
        var x = LookUp(LlamaNames.Words, inputIds); // [B, T, H]
        for (var i = 0; i < _layers.Length; i++)
        {
            var window = _options.WindowOf(i);
            if (!masks.TryGetValue(window ?? 0, out var keys))
            {
                keys = Attention.Form(VisibleKeys.Causal(length, mask, window, inputIds.device), Parameters.PassType); // [B or 1, 1, T, T]
                masks.Add(window ?? 0, keys);
            }

            var (names, rows) = (_layers[i], i == _layers.Length - 1 ? last : null);
            x = Layer(x, input => Block(names, input, rotation, keys, rows, training)); // [B, T, H]; last: [B, 1, H]
        }

        return Linear(Norm(x.squeeze(1), LlamaNames.FinalNorm), LlamaNames.Score); // [B, C]
    }

    /// <summary>x: [B, T, H]; keys: what queries see; rows: the wanted places, null: all; result: [B, Q, H].</summary>
    Tensor Block(LlamaNames names, Tensor x, Rotation rotation, Tensor keys, TokenRows? rows, bool training)
    {
        // Without gradients nothing else would free a layer's intermediate results before the batch is done.
        using var scope = NewDisposeScope();
        var normed = Norm(x, names.AttentionNorm); // [B, T, H]
        var asking = rows is null ? normed : rows.Pick(normed); // [B, Q, H]
        var q = Heads(Linear(asking, names.Query), Config.Heads); // [B, A, Q, D]
        var k = Heads(Linear(normed, names.Key), _options.KeyValueHeads); // [B, A / G, T, D]
        var v = Heads(Linear(normed, names.Value), _options.KeyValueHeads); // [B, A / G, T, D]
        if (_options.NormsHeads)
        {
            q = Norm(q, names.QueryNorm);
            k = Norm(k, names.KeyNorm);
        }

        var turned = (rows is null ? rotation : rotation.At(rows)).Turn(q); // [B, A, Q, D]
        var visible = rows is null ? keys : rows.PickQueries(keys); // [B or 1, 1, Q, T]
        var context = Attention.Attend(turned, rotation.Turn(k), v, visible, bias: null, training); // [B, A, Q, D]

        var y = (rows is null ? x : rows.Pick(x)).add(Linear(Merge(context), names.AttentionOutput)); // [B, Q, H]
        var inner = Norm(y, names.FeedForwardNorm); // [B, Q, H]
        var gated = Config.Activation.Apply(Linear(inner, names.Gate)).mul(Linear(inner, names.Up)); // [B, Q, I]
        return y.add(Linear(gated, names.Down)).MoveToOuterDisposeScope(); // [B, Q, H]
    }

    Tensor Norm(Tensor x, string name) => _norm.Apply(x, Parameters.Leaf($"{name}.weight"));
}
