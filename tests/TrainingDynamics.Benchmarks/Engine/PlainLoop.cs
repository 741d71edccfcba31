using TrainingDynamics.Engine.Models;
using TrainingDynamics.Text.Batching;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>
/// What one would write on TorchSharp without this project: BERT of its modules, its dropout, its AdamW with its gradient
/// clipping, random batches padded to their longest text. The learning rate falls linearly after a tenth of the steps.
/// </summary>
sealed class PlainLoop : nn.Module
{
    readonly ModelConfig _config;
    readonly TorchSharp.Modules.Embedding _words, _positions, _types;
    readonly TorchSharp.Modules.LayerNorm _norm;
    readonly TorchSharp.Modules.Linear[] _linears; // per layer: query, key, value, output, up, down
    readonly TorchSharp.Modules.LayerNorm[] _norms; // per layer: after attention, after feed-forward
    readonly TorchSharp.Modules.Linear _pooler, _classifier;
    readonly TorchSharp.Modules.Dropout _dropout;

    public PlainLoop(ModelConfig config, int seed)
        : base("plain")
    {
        _config = config;
        int h = config.HiddenSize, inner = config.IntermediateSize;
        random.manual_seed(seed);
        _words = nn.Embedding(config.VocabularySize, h);
        _positions = nn.Embedding(config.MaxPositions, h);
        _types = nn.Embedding(config.TypeVocabularySize, h);
        _norm = nn.LayerNorm(h, config.LayerNormEpsilon);
        _linears = [.. Enumerable.Range(0, config.Layers).SelectMany(_ => new[]
        {
            nn.Linear(h, h), nn.Linear(h, h), nn.Linear(h, h), nn.Linear(h, h), nn.Linear(h, inner), nn.Linear(inner, h),
        })];
        _norms = [.. Enumerable.Range(0, 2 * config.Layers).Select(_ => nn.LayerNorm(h, config.LayerNormEpsilon))];
        (_pooler, _classifier) = (nn.Linear(h, h), nn.Linear(h, config.Labels));
        _dropout = nn.Dropout(config.HiddenDropout);
        register_module("words", _words);
        register_module("positions", _positions);
        register_module("types", _types);
        register_module("norm", _norm);
        for (var i = 0; i < _linears.Length; i++)
        {
            register_module($"linear{i}", _linears[i]);
        }

        for (var i = 0; i < _norms.Length; i++)
        {
            register_module($"norm{i}", _norms[i]);
        }

        register_module("pooler", _pooler);
        register_module("classifier", _classifier);
        using var noGradient = no_grad();
        foreach (var (name, parameter) in named_parameters())
        {
            if (parameter.shape.Length == 2)
            {
                parameter.normal_(0, config.InitializerRange);
            }
            else if (name.EndsWith("bias", StringComparison.Ordinal))
            {
                parameter.zero_();
            }
        }
    }

    /// <summary>ids, mask: [B, T]; result: [B, C].</summary>
    public Tensor Logits(Tensor ids, Tensor mask)
    {
        long batch = ids.shape[0], length = ids.shape[1];
        var hidden = mask.eq(0).unsqueeze(1).unsqueeze(1); // [B, 1, 1, T]
        var x = _words.call(ids) + _positions.call(arange(length)) + _types.call(zeros_like(ids));
        x = _dropout.call(_norm.call(x)); // [B, T, H]
        for (var layer = 0; layer < _config.Layers; layer++)
        {
            var linears = _linears.AsSpan(6 * layer, 6);
            var (q, k, v) = (Heads(linears[0].call(x)), Heads(linears[1].call(x)), Heads(linears[2].call(x))); // [B, A, T, D]
            var scores = (q.matmul(k.transpose(-1, -2)) / Math.Sqrt(_config.HeadSize)).masked_fill(hidden, -1e9); // [B, A, T, T]
            var context = _dropout.call(scores.softmax(-1)).matmul(v).transpose(1, 2).reshape(batch, length, -1); // [B, T, H]
            x = _norms[2 * layer].call(x + _dropout.call(linears[3].call(context)));
            x = _norms[2 * layer + 1].call(x + _dropout.call(linears[5].call(F.gelu(linears[4].call(x)))));
        }

        return _classifier.call(_dropout.call(_pooler.call(x.select(1, 0)).tanh())); // [B, C]

        Tensor Heads(Tensor projected) => projected.view(batch, length, _config.Heads, _config.HeadSize).transpose(1, 2);
    }

    /// <summary>One epoch over <paramref name="data"/>.</summary>
    public void Train(EncodedDataset data, int batchSize, double rate, int seed)
    {
        train();
        var plan = BatchPlan.Create(BatchOrder.Random, data.Lengths, batchSize, seed, epoch: 0);
        using var optimizer = optim.AdamW(parameters(), rate, weight_decay: 0.01);
        var tokens = new TokenBatch();
        var warmup = plan.Count / 10;
        for (var b = 0; b < plan.Count; b++)
        {
            using var scope = NewDisposeScope();
            var (ids, mask, golds) = Tensors(data, plan[b], tokens);
            foreach (var group in optimizer.ParamGroups)
            {
                group.LearningRate = rate * (b < warmup ? (double)b / warmup : (double)(plan.Count - b) / (plan.Count - warmup));
            }

            optimizer.zero_grad();
            F.cross_entropy(Logits(ids, mask), golds).backward();
            nn.utils.clip_grad_norm_(parameters(), 1);
            optimizer.step();
            if (b % 50 == 0)
            {
                GC.Collect(0);
            }
        }
    }

    (Tensor Ids, Tensor Mask, Tensor Golds) Tensors(EncodedDataset data, ReadOnlySpan<int> examples, TokenBatch tokens)
    {
        tokens.Fill(data, examples, _config.PaddingId);
        long[] shape = [tokens.Size, tokens.Length];
        return (
            tensor(tokens.InputIds.ToArray()).view(shape),
            tensor(tokens.AttentionMask.ToArray()).view(shape),
            tensor(tokens.Golds.ToArray()));
    }
}
