namespace TrainingDynamics.Engine.Models;

/// <summary>
/// GPT-2: learnt positions, a layer norm before each block, and the classifier on the last token. Sources: Radford et al. 2019;
/// Hugging Face transformers 5.3.
/// </summary>
sealed class Gpt2Classifier(ModelConfig config, Device device, IDropout dropout) : PreNormClassifier(config, device, dropout)
{
    readonly Gpt2Options _options = Gpt2Family.Options(config);
    readonly Gpt2Names[] _layers = [.. Enumerable.Range(0, config.Layers).Select(Gpt2Names.Of)];

    private protected override Tensor Logits(Tensor inputIds, Tensor? typeIds, Tensor? mask, bool training)
    {
        var length = inputIds.shape[1];
        var last = TokenRows.Last(inputIds, Config.PaddingId);
        var keys = Attention.Form(VisibleKeys.Causal(length, mask, window: null, inputIds.device), Parameters.PassType); // [B or 1, 1, T, T]
        var embedded = LookUp(Gpt2Names.Words, inputIds).add(Positions(length, mask)); // [B, T, H]
        var x = Drop(embedded, _options.EmbeddingDropout, training);
        for (var i = 0; i < _layers.Length; i++)
        {
            var (layer, rows) = (i, i == _layers.Length - 1 ? last : null);
            x = Layer(x, input => Block(layer, input, keys, rows, training)); // [B, T, H]; last: [B, 1, H]
        }

        return Linear(LayerNorm(x.squeeze(1), Gpt2Names.FinalNorm), Gpt2Names.Score); // [B, C]
    }

    /// <summary>Counted over the tokens alone, so that padding may be on either side. Result: [T, H] or [B, T, H].</summary>
    Tensor Positions(long length, Tensor? mask) => mask is null
        ? Parameters.Leaf(Gpt2Names.Positions).narrow(0, 0, length)
        : LookUp(Gpt2Names.Positions, mask.cumsum(1).sub(1).clamp_min(0));

    /// <summary>x: [B, T, H]; keys: what queries see; rows: the wanted places, null: all; result: [B, Q, H].</summary>
    Tensor Block(int layer, Tensor x, Tensor keys, TokenRows? rows, bool training)
    {
        // Without gradients nothing else would free a layer's intermediate results before the batch is done.
        using var scope = NewDisposeScope();
        var names = _layers[layer];
        var qkv = Linear(LayerNorm(x, names.AttentionNorm), names.Projections).chunk(3, -1); // 3 × [B, T, H]
        var q = Heads(Scaled(rows is null ? qkv[0] : rows.Pick(qkv[0]), layer), Config.Heads); // [B, A, Q, D]
        var visible = rows is null ? keys : rows.PickQueries(keys); // [B or 1, 1, Q, T]
        var context = Attention.Attend(q, Heads(qkv[1], Config.Heads), Heads(qkv[2], Config.Heads), visible, bias: null, training); // [B, A, Q, D]

        var attended = Drop(Linear(Merge(context), names.AttentionOutput), Config.HiddenDropout, training); // [B, Q, H]
        var y = (rows is null ? x : rows.Pick(x)).add(attended); // [B, Q, H]
        var inner = Config.Activation.Apply(Linear(LayerNorm(y, names.FeedForwardNorm), names.Up)); // [B, Q, I]
        return y.add(Drop(Linear(inner, names.Down), Config.HiddenDropout, training)).MoveToOuterDisposeScope(); // [B, Q, H]
    }

    // The attention divides by the root of a head's width.
    Tensor Scaled(Tensor queries, int layer)
    {
        var scale = (_options.ScalesByWidth ? 1 : Math.Sqrt(Config.HeadSize)) / (_options.ScalesByLayer ? layer + 1 : 1);
        return scale == 1 ? queries : queries.mul(scale);
    }
}
