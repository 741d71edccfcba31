using TrainingDynamics.Engine.Models;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>
/// ModernBERT, GPT-2, Llama and the families in its line once more, straight from their definitions: one text at a time without
/// its padding, one head and one pair of tokens after the other, in double precision.
/// </summary>
/// <param name="config">Sizes and options.</param>
/// <param name="weight">Hugging Face's name → value.</param>
/// <param name="training">As of <see cref="PlainModel"/>.</param>
sealed class PlainPreNormModel(ModelConfig config, Func<string, Tensor> weight, bool training)
{
    int Size => config.OwnHeadSize ?? config.HiddenSize / config.Heads;

    /// <summary>inputIds, mask: [B, T]; result: [B, C] float32.</summary>
    public Tensor Forward(Tensor inputIds, Tensor mask)
    {
        var logits = new List<Tensor>();
        for (var b = 0; b < inputIds.shape[0]; b++)
        {
            var ids = inputIds[b].masked_select(mask[b].to(ScalarType.Bool)); // [n]
            logits.Add(config.Options switch
            {
                ModernBertOptions options => ModernBert(ids, options),
                Gpt2Options options => Gpt2(ids, options),
                _ => Llama(ids, (LlamaOptions)config.Options!),
            });
        }

        return stack(logits).to(ScalarType.Float32);
    }

    Tensor Llama(Tensor ids, LlamaOptions options)
    {
        var x = Value("model.embed_tokens.weight")[ids]; // [n, H]
        for (var i = 0; i < config.Layers; i++)
        {
            var name = $"model.layers.{i}";
            var y = Rms(x, $"{name}.input_layernorm");
            var isLocal = options.Window is not null
                && (options.LayerTypes is { } types ? types[i] == "sliding_attention" : i >= options.FirstWindowLayer);
            var context = Attend(
                Linear(y, $"{name}.self_attn.q_proj"),
                Linear(y, $"{name}.self_attn.k_proj"),
                Linear(y, $"{name}.self_attn.v_proj"),
                config.Heads / options.KeyValueHeads,
                (query, key) => key <= query && (!isLocal || query - key < options.Window),
                options.NormsHeads ? head => Rms(head, $"{name}.self_attn.q_norm") : head => head,
                options.NormsHeads ? head => Rms(head, $"{name}.self_attn.k_norm") : head => head,
                pair => Frequency(pair, options.Rope, ids.shape[0]),
                Math.Sqrt(Size));
            x = x + Linear(context, $"{name}.self_attn.o_proj");
            var z = Rms(x, $"{name}.post_attention_layernorm");
            x = x + Linear(Activate(Linear(z, $"{name}.mlp.gate_proj"), config.Activation) * Linear(z, $"{name}.mlp.up_proj"), $"{name}.mlp.down_proj");
        }

        return Linear(Rms(x, "model.norm")[Last(ids)], "score");
    }

    Tensor Gpt2(Tensor ids, Gpt2Options options)
    {
        var x = Value("transformer.wte.weight")[ids] + Value("transformer.wpe.weight")[arange(ids.shape[0])];
        x = Drop(x, options.EmbeddingDropout);
        for (var i = 0; i < config.Layers; i++)
        {
            var name = $"transformer.h.{i}";
            var qkv = Conv1D(Norm(x, $"{name}.ln_1"), $"{name}.attn.c_attn").chunk(3, -1);
            var divisor = (options.ScalesByWidth ? Math.Sqrt(Size) : 1) * (options.ScalesByLayer ? i + 1 : 1);
            var context = Attend(qkv[0], qkv[1], qkv[2], 1, (query, key) => key <= query, head => head, head => head, _ => 0, divisor);
            x = x + Drop(Conv1D(context, $"{name}.attn.c_proj"), config.HiddenDropout);
            var fed = Conv1D(Activate(Conv1D(Norm(x, $"{name}.ln_2"), $"{name}.mlp.c_fc"), config.Activation), $"{name}.mlp.c_proj");
            x = x + Drop(fed, config.HiddenDropout);
        }

        return Linear(Norm(x, "transformer.ln_f")[Last(ids)], "score");
    }

    Tensor ModernBert(Tensor ids, ModernBertOptions options)
    {
        var x = Drop(Norm(Value("model.embeddings.tok_embeddings.weight")[ids], "model.embeddings.norm"), options.EmbeddingDropout);
        for (var i = 0; i < config.Layers; i++)
        {
            var name = $"model.layers.{i}";
            var isGlobal = options.LayerTypes is { } types ? types[i] == "full_attention" : i % options.GlobalEvery == 0;
            var qkv = Linear(i == 0 ? x : Norm(x, $"{name}.attn_norm"), $"{name}.attn.Wqkv").chunk(3, -1);
            var context = Attend(
                qkv[0],
                qkv[1],
                qkv[2],
                1,
                (query, key) => isGlobal || Math.Abs(query - key) <= options.LocalAttention / 2,
                head => head,
                head => head,
                pair => Math.Pow(isGlobal ? options.GlobalTheta : options.LocalTheta, -2.0 * pair / Size),
                Math.Sqrt(Size));
            x = x + Drop(Linear(context, $"{name}.attn.Wo"), config.AttentionDropout);
            var halves = Linear(Norm(x, $"{name}.mlp_norm"), $"{name}.mlp.Wi").chunk(2, -1);
            x = x + Linear(Drop(Activate(halves[0], config.Activation) * halves[1], config.HiddenDropout), $"{name}.mlp.Wo");
        }

        var last = Norm(x, "model.final_norm");
        var pooled = options.MeanPooling ? last.mean([0]) : last[0];
        var dense = Norm(Activate(Linear(pooled, "head.dense"), options.HeadActivation), "head.norm");
        return Linear(Drop(dense, config.ClassifierDropout ?? config.HiddenDropout), "classifier");
    }

    /// <summary>queries: [n, A·D]; keys, values: [n, A / group · D]; result: [n, A·D].</summary>
    Tensor Attend(
        Tensor queries,
        Tensor keys,
        Tensor values,
        int group,
        Func<long, long, bool> sees,
        Func<Tensor, Tensor> normQuery,
        Func<Tensor, Tensor> normKey,
        Func<int, double> frequency,
        double divisor)
    {
        var heads = new List<Tensor>();
        for (var head = 0; head < config.Heads; head++)
        {
            var q = Turn(normQuery(queries.narrow(1, head * Size, Size)), frequency);
            var k = Turn(normKey(keys.narrow(1, head / group * Size, Size)), frequency);
            var scores = q.matmul(k.t()) / divisor; // [n, n]
            for (var i = 0L; i < q.shape[0]; i++)
            {
                for (var j = 0L; j < q.shape[0]; j++)
                {
                    if (!sees(i, j))
                    {
                        scores[i, j] = double.NegativeInfinity;
                    }
                }
            }

            heads.Add(Drop(scores.softmax(-1), config.AttentionDropout).matmul(values.narrow(1, head / group * Size, Size)));
        }

        return cat(heads, -1);
    }

    // Each number with the one half a head away, as the real and the imaginary part of one that is turned.
    Tensor Turn(Tensor head, Func<int, double> frequency)
    {
        var turned = head.clone();
        for (var place = 0; place < head.shape[0]; place++)
        {
            for (var pair = 0; pair < Size / 2; pair++)
            {
                var (sine, cosine) = Math.SinCos(place * frequency(pair));
                double real = head[place, pair].item<double>(), imaginary = head[place, pair + Size / 2].item<double>();
                turned[place, pair] = real * cosine - imaginary * sine;
                turned[place, pair + Size / 2] = real * sine + imaginary * cosine;
            }
        }

        return turned;
    }

    double Frequency(int pair, RopeOptions rope, long length)
    {
        var theta = rope.Theta;
        if (rope.Scaling == RopeScaling.Dynamic && length > rope.OriginalPositions)
        {
            theta *= Math.Pow(rope.Factor * length / rope.OriginalPositions - (rope.Factor - 1), Size / (Size - 2.0));
        }

        var frequency = Math.Pow(theta, -2.0 * pair / Size);
        if (rope.Scaling == RopeScaling.Linear)
        {
            return frequency / rope.Factor;
        }

        var wavelength = 2 * Math.PI / frequency;
        if (rope.Scaling != RopeScaling.Llama3 || wavelength < rope.OriginalPositions / rope.HighFrequencyFactor)
        {
            return frequency;
        }

        if (wavelength > rope.OriginalPositions / rope.LowFrequencyFactor)
        {
            return frequency / rope.Factor;
        }

        var share = (rope.OriginalPositions / wavelength - rope.LowFrequencyFactor) / (rope.HighFrequencyFactor - rope.LowFrequencyFactor);
        return (1 - share) * frequency / rope.Factor + share * frequency;
    }

    long Last(Tensor ids)
    {
        for (var place = ids.shape[0] - 1; place > 0; place--)
        {
            if (ids[place].item<long>() != config.PaddingId)
            {
                return place;
            }
        }

        return 0;
    }

    Tensor Rms(Tensor x, string name) => x / (x * x).mean([-1], keepdim: true).add(config.LayerNormEpsilon).sqrt() * Value($"{name}.weight");

    Tensor Norm(Tensor x, string name)
    {
        var centred = x - x.mean([-1], keepdim: true);
        var normed = centred / (centred * centred).mean([-1], keepdim: true).add(config.LayerNormEpsilon).sqrt() * Value($"{name}.weight");
        return Has($"{name}.bias") ? normed + Value($"{name}.bias") : normed;
    }

    Tensor Linear(Tensor x, string name)
    {
        var product = x.matmul(Value($"{name}.weight").t());
        return Has($"{name}.bias") ? product + Value($"{name}.bias") : product;
    }

    Tensor Conv1D(Tensor x, string name) => x.matmul(Value($"{name}.weight")) + Value($"{name}.bias");

    static Tensor Activate(Tensor x, Activation activation) => activation switch
    {
        Activation.Gelu => 0.5 * x * (1 + (x / Math.Sqrt(2)).erf()),
        Activation.GeluTanh => 0.5 * x * (1 + (Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x.pow(3))).tanh()),
        Activation.QuickGelu => x / (1 + (-1.702 * x).exp()),
        _ => x / (1 + (-x).exp()),
    };

    Tensor Drop(Tensor x, double probability) => training ? x * (1 - probability) : x;

    bool Has(string name) => TextClassifier.Layout(config).Slices.ContainsKey(name);

    Tensor Value(string name) => weight(name).to(ScalarType.Float64);
}
