using TrainingDynamics.Engine.Models;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>
/// The families once more, straight from their definitions in Hugging Face transformers, of torch's own modules and
/// without any of the engine's short cuts: one projection each for query, key and value, every row of every layer.
/// </summary>
/// <param name="config">Sizes.</param>
/// <param name="weight">Hugging Face's name → value.</param>
/// <param name="training">Whether each dropout scales by 1 − p, as <see cref="ScalingDropout"/> does, or does nothing.</param>
sealed partial class PlainModel(ModelConfig config, Func<string, Tensor> weight, bool training)
{
    /// <summary>inputIds, typeIds, mask: [B, T]; result: [B, C].</summary>
    public Tensor Forward(Tensor inputIds, Tensor typeIds, Tensor mask) => config.Family.ModelType switch
    {
        "bert" => Bert(inputIds, typeIds, mask),
        "distilbert" => DistilBert(inputIds, mask),
        "roberta" or "xlm-roberta" => Roberta(inputIds, mask),
        "electra" => Electra(inputIds, typeIds, mask),
        "albert" => Albert(inputIds, typeIds, mask),
        "mpnet" => Mpnet(inputIds, mask),
        "deberta-v2" => DebertaV2(inputIds, typeIds, mask),
        _ => new PlainPreNormModel(config, weight, training).Forward(inputIds, mask),
    };

    double HeadDropout => config.ClassifierDropout ?? config.HiddenDropout;

    Tensor Bert(Tensor inputIds, Tensor typeIds, Tensor mask)
    {
        var x = Encoder("bert", Embed("bert", inputIds, typeIds, Positions(inputIds)), mask);
        var pooled = Linear("bert.pooler.dense", x[TensorIndex.Colon, 0]).tanh();
        return Linear("classifier", Drop(pooled, HeadDropout));
    }

    Tensor Roberta(Tensor inputIds, Tensor mask)
    {
        var x = Encoder("roberta", Embed("roberta", inputIds, zeros_like(inputIds), CountedPositions(inputIds, config.PaddingId)), mask);
        var dense = Linear("classifier.dense", Drop(x[TensorIndex.Colon, 0], HeadDropout)).tanh();
        return Linear("classifier.out_proj", Drop(dense, HeadDropout));
    }

    Tensor Electra(Tensor inputIds, Tensor typeIds, Tensor mask)
    {
        var embedded = Embed("electra", inputIds, typeIds, Positions(inputIds));
        if (config.EmbeddingSize != config.HiddenSize)
        {
            embedded = Linear("electra.embeddings_project", embedded);
        }

        var x = Encoder("electra", embedded, mask);
        var dense = Gelu(Linear("classifier.dense", Drop(x[TensorIndex.Colon, 0], HeadDropout)));
        return Linear("classifier.out_proj", Drop(dense, HeadDropout));
    }

    Tensor DistilBert(Tensor inputIds, Tensor mask)
    {
        var x = Embed("distilbert", inputIds, null, Positions(inputIds));
        for (var i = 0; i < config.Layers; i++)
        {
            var name = $"distilbert.transformer.layer.{i}";
            var context = Attention(
                Linear($"{name}.attention.q_lin", x), Linear($"{name}.attention.k_lin", x), Linear($"{name}.attention.v_lin", x), mask);
            var attended = Norm($"{name}.sa_layer_norm", Linear($"{name}.attention.out_lin", context) + x);
            var fed = Linear($"{name}.ffn.lin2", Activate(Linear($"{name}.ffn.lin1", attended)));
            x = Norm($"{name}.output_layer_norm", Drop(fed, config.HiddenDropout) + attended);
        }

        var dense = Linear("pre_classifier", x[TensorIndex.Colon, 0]).relu();
        return Linear("classifier", Drop(dense, HeadDropout));
    }

    Tensor Encoder(string prefix, Tensor x, Tensor mask)
    {
        for (var i = 0; i < config.Layers; i++)
        {
            var name = $"{prefix}.encoder.layer.{i}";
            var context = Attention(
                Linear($"{name}.attention.self.query", x),
                Linear($"{name}.attention.self.key", x),
                Linear($"{name}.attention.self.value", x),
                mask,
                bias: DistanceScores($"{name}.attention.self.distance_embedding.weight"));
            var output = Drop(Linear($"{name}.attention.output.dense", context), config.HiddenDropout);
            var attended = Norm($"{name}.attention.output.LayerNorm", output + x);
            var fed = Linear($"{name}.output.dense", Activate(Linear($"{name}.intermediate.dense", attended)));
            x = Norm($"{name}.output.LayerNorm", Drop(fed, config.HiddenDropout) + attended);
        }

        return x;
    }

    /// <summary>One head after the other. queries, keys, values: [B, T, H]; result: [B, T, H].</summary>
    /// <param name="queries">Of all heads.</param>
    /// <param name="keys">Of all heads.</param>
    /// <param name="values">Of all heads.</param>
    /// <param name="mask">[B, T].</param>
    /// <param name="terms">Times the head's width: what the scores' root is taken of.</param>
    /// <param name="bias">A head's number, its queries and keys, [B, T, D] each → what is added to its scores, [B, T, T]; null: nothing.</param>
    Tensor Attention(Tensor queries, Tensor keys, Tensor values, Tensor mask, int terms = 1, Func<int, Tensor, Tensor, Tensor>? bias = null)
    {
        var size = config.HiddenSize / config.Heads;
        var hidden = mask.eq(0).unsqueeze(1); // [B, 1, T]
        var heads = new List<Tensor>();
        for (var head = 0; head < config.Heads; head++)
        {
            var (q, k, v) = (Part(queries), Part(keys), Part(values)); // [B, T, D] each
            var scores = q.matmul(k.transpose(1, 2)) / Math.Sqrt(size * terms);
            scores = bias is null ? scores : scores + bias(head, q, k);
            var weights = nn.Softmax(-1).call(scores.masked_fill(hidden, float.NegativeInfinity));
            heads.Add(Drop(weights, config.AttentionDropout).matmul(v));

            Tensor Part(Tensor x) => x.narrow(2, head * size, size);
        }

        return cat(heads, -1);
    }

    Tensor Embed(string prefix, Tensor inputIds, Tensor? typeIds, Tensor positions)
    {
        var sum = Embedding($"{prefix}.embeddings.word_embeddings", inputIds);
        if (typeIds is not null)
        {
            sum += Embedding($"{prefix}.embeddings.token_type_embeddings", typeIds);
        }

        if ((config.Options as BertOptions) is null)
        {
            sum += Embedding($"{prefix}.embeddings.position_embeddings", positions);
        }

        return Drop(Norm($"{prefix}.embeddings.LayerNorm", sum), config.HiddenDropout);
    }

    static Tensor CountedPositions(Tensor inputIds, long padding)
    {
        var positions = inputIds.clone();
        for (var b = 0; b < inputIds.shape[0]; b++)
        {
            var count = 0;
            for (var t = 0; t < inputIds.shape[1]; t++)
            {
                positions[b, t] = inputIds[b, t].item<long>() == padding ? padding : padding + ++count;
            }
        }

        return positions;
    }

    static Tensor Positions(Tensor inputIds) => arange(inputIds.shape[1], ScalarType.Int64).expand(inputIds.shape);

    Tensor Embedding(string name, Tensor ids)
    {
        var table = weight($"{name}.weight");
        var module = nn.Embedding(table.shape[0], table.shape[1]);
        module.weight!.copy_(table);
        return module.call(ids);
    }

    Tensor Linear(string name, Tensor x)
    {
        var matrix = weight($"{name}.weight");
        var module = nn.Linear(matrix.shape[1], matrix.shape[0]);
        module.weight!.copy_(matrix);
        module.bias!.copy_(weight($"{name}.bias"));
        return module.call(x);
    }

    Tensor Norm(string name, Tensor x)
    {
        var module = nn.LayerNorm(x.shape[^1], config.LayerNormEpsilon);
        module.weight!.copy_(weight($"{name}.weight"));
        module.bias!.copy_(weight($"{name}.bias"));
        return module.call(x);
    }

    Tensor Activate(Tensor x) => Activate(x, config.Activation);

    static Tensor Activate(Tensor x, Activation activation) => activation switch
    {
        Activation.Gelu => Gelu(x),
        Activation.GeluTanh => 0.5 * x * (1 + (Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x.pow(3))).tanh()),
        Activation.Relu => x.clamp(min: 0),
        Activation.Tanh => 2 / (1 + (-2 * x).exp()) - 1,
        Activation.Silu => x / (1 + (-x).exp()),
        Activation.QuickGelu => x / (1 + (-1.702 * x).exp()),
        _ => throw new NotSupportedException(activation.ToString()),
    };

    static Tensor Gelu(Tensor x) => 0.5 * x * (1 + (x / Math.Sqrt(2)).erf());

    Tensor Drop(Tensor x, double probability) => training ? x * (1 - probability) : x;
}

/// <summary>Scales by 1 − p in place of dropping: shows where dropout acts, and with which probability, without chance.</summary>
sealed class ScalingDropout : IDropout
{
    public void BeginPass()
    {
        // Keeps nothing between passes.
    }

    public Tensor Apply(Tensor x, double probability) => x.mul((float)(1 - probability));

    public void Dispose()
    {
        // Holds nothing.
    }
}
