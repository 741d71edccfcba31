using TrainingDynamics.Engine.Models;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>The families with shared layers or relative positions, score by score.</summary>
sealed partial class PlainModel
{
    Tensor Albert(Tensor inputIds, Tensor typeIds, Tensor mask)
    {
        var options = (AlbertOptions)config.Options!;
        var x = Linear("albert.encoder.embedding_hidden_mapping_in", Embed("albert", inputIds, typeIds, Positions(inputIds)));
        for (var pass = 0; pass < config.Layers; pass++)
        {
            for (var inner = 0; inner < options.InnerLayers; inner++)
            {
                var name = $"albert.encoder.albert_layer_groups.{pass * options.Groups / config.Layers}.albert_layers.{inner}";
                var context = Attention(
                    Linear($"{name}.attention.query", x), Linear($"{name}.attention.key", x), Linear($"{name}.attention.value", x), mask);
                var attended = Norm($"{name}.attention.LayerNorm", x + Drop(Linear($"{name}.attention.dense", context), config.HiddenDropout));
                var fed = Linear($"{name}.ffn_output", Activate(Linear($"{name}.ffn", attended)));
                x = Norm($"{name}.full_layer_layer_norm", fed + attended);
            }
        }

        return Linear("classifier", Drop(Linear("albert.pooler", x[TensorIndex.Colon, 0]).tanh(), HeadDropout));
    }

    Tensor Mpnet(Tensor inputIds, Tensor mask)
    {
        var table = weight("mpnet.encoder.relative_attention_bias.weight");
        var x = Embed("mpnet", inputIds, null, CountedPositions(inputIds, 1));
        for (var i = 0; i < config.Layers; i++)
        {
            var name = $"mpnet.encoder.layer.{i}";
            var context = Attention(
                Linear($"{name}.attention.attn.q", x), Linear($"{name}.attention.attn.k", x), Linear($"{name}.attention.attn.v", x), mask,
                bias: (head, q, _) => Scores(q, (_, query, key) => table[key > query ? 16 + key - query : query - key, head])); // all are near
            var attended = Norm($"{name}.attention.LayerNorm", Drop(Linear($"{name}.attention.attn.o", context), config.HiddenDropout) + x);
            var fed = Linear($"{name}.output.dense", Activate(Linear($"{name}.intermediate.dense", attended)));
            x = Norm($"{name}.output.LayerNorm", Drop(fed, config.HiddenDropout) + attended);
        }

        var dense = Linear("classifier.dense", Drop(x[TensorIndex.Colon, 0], config.HiddenDropout)).tanh();
        return Linear("classifier.out_proj", Drop(dense, config.HiddenDropout));
    }

    Tensor DebertaV2(Tensor inputIds, Tensor typeIds, Tensor mask)
    {
        var options = (DebertaV2Options)config.Options!;
        var tokens = mask.unsqueeze(-1); // [B, T, 1]
        var sum = Embedding("deberta.embeddings.word_embeddings", inputIds);
        sum = options.AddsPositions ? sum + Embedding("deberta.embeddings.position_embeddings", Positions(inputIds)) : sum;
        sum = config.TypeVocabularySize > 0 ? sum + Embedding("deberta.embeddings.token_type_embeddings", typeIds) : sum;
        sum = config.EmbeddingSize == config.HiddenSize ? sum : sum.matmul(weight("deberta.embeddings.embed_proj.weight").t());
        var embedded = Drop(Norm("deberta.embeddings.LayerNorm", sum) * tokens, config.HiddenDropout);
        var x = embedded;
        for (var i = 0; i < config.Layers; i++)
        {
            var name = $"deberta.encoder.layer.{i}";
            var self = $"{name}.attention.self";
            var context = Attention(
                Linear($"{self}.query_proj", x), Linear($"{self}.key_proj", x), Linear($"{self}.value_proj", x), mask,
                1 + (options.ContentToPosition ? 1 : 0) + (options.PositionToContent ? 1 : 0), Disentangled(self, options));
            var attended = Norm($"{name}.attention.output.LayerNorm", Drop(Linear($"{name}.attention.output.dense", context), config.HiddenDropout) + x);
            var fed = Linear($"{name}.output.dense", Activate(Linear($"{name}.intermediate.dense", attended)));
            x = Norm($"{name}.output.LayerNorm", Drop(fed, config.HiddenDropout) + attended);
            if (i == 0 && options.ConvolutionWidth > 0)
            {
                var y = Activate(Drop(Convolved(embedded, options) * tokens, config.HiddenDropout), options.ConvolutionActivation);
                x = Norm("deberta.encoder.conv.LayerNorm", x + y) * tokens;
            }
        }

        var pooled = Activate(Linear("pooler.dense", Drop(x[TensorIndex.Colon, 0], options.PoolerDropout)), options.PoolerActivation);
        return Linear("classifier", Drop(pooled, HeadDropout));
    }

    Func<int, Tensor, Tensor, Tensor>? Disentangled(string self, DebertaV2Options options)
    {
        if (!options.RelativeAttention || (!options.ContentToPosition && !options.PositionToContent))
        {
            return null;
        }

        var size = config.HiddenSize / config.Heads;
        var reach = options.MaxRelativePositions < 1 ? config.MaxPositions : options.MaxRelativePositions;
        var span = options.PositionBuckets > 0 ? options.PositionBuckets : reach;
        var terms = 1 + (options.ContentToPosition ? 1 : 0) + (options.PositionToContent ? 1 : 0);
        var rows = weight("deberta.encoder.rel_embeddings.weight");
        rows = Drop(options.NormsPositions ? Norm("deberta.encoder.LayerNorm", rows) : rows, config.HiddenDropout);
        var keys = options.ContentToPosition ? Linear(options.SharesProjections ? $"{self}.key_proj" : $"{self}.pos_key_proj", rows) : null;
        var queries = options.PositionToContent ? Linear(options.SharesProjections ? $"{self}.query_proj" : $"{self}.pos_query_proj", rows) : null;
        return (head, q, k) => Scores(q, (b, i, j) =>
        {
            var row = Math.Clamp(LogBucket(i - j) + span, 0, 2 * span - 1);
            var score = zeros([]);
            score = keys is null ? score : score + q[b, i].dot(keys[row].narrow(0, head * size, size));
            score = queries is null ? score : score + k[b, j].dot(queries[row].narrow(0, head * size, size));
            return score / Math.Sqrt(size * terms);
        });

        int LogBucket(int n)
        {
            var middle = options.PositionBuckets / 2;
            return options.PositionBuckets < 1 || Math.Abs(n) <= middle ? n : Math.Sign(n) * ((int)Math.Ceiling(
                Math.Log(Math.Abs(n) / (double)middle) / Math.Log((reach - 1) / (double)middle) * (middle - 1)) + middle);
        }
    }

    Tensor Convolved(Tensor x, DebertaV2Options options)
    {
        var kernel = weight("deberta.encoder.conv.conv.weight"); // [H, H / groups, width]
        var module = nn.Conv1d(
            config.HiddenSize, config.HiddenSize, options.ConvolutionWidth, padding: (options.ConvolutionWidth - 1) / 2, groups: options.ConvolutionGroups);
        module.weight!.copy_(kernel);
        module.bias!.copy_(weight("deberta.encoder.conv.conv.bias"));
        return module.call(x.transpose(1, 2)).transpose(1, 2);
    }

    /// <summary>BERT's vectors of distances; null where the config has none.</summary>
    Func<int, Tensor, Tensor, Tensor>? DistanceScores(string table) => config.Options is not BertOptions options ? null
        : (_, q, k) => Scores(q, (b, i, j) =>
        {
            var distance = weight(table)[i - j + config.MaxPositions - 1];
            var score = q[b, i].dot(distance);
            score = options.PositionType == "relative_key_query" ? score + k[b, j].dot(distance) : score;
            return score / Math.Sqrt(config.HiddenSize / config.Heads);
        });

    /// <summary>[B, T, T] of a number for each example, query and key. like: [B, T, D].</summary>
    static Tensor Scores(Tensor like, Func<int, int, int, Tensor> score)
    {
        var scores = zeros(like.shape[0], like.shape[1], like.shape[1]);
        for (var b = 0; b < like.shape[0]; b++)
        {
            for (var i = 0; i < like.shape[1]; i++)
            {
                for (var j = 0; j < like.shape[1]; j++)
                {
                    scores[b, i, j] = score(b, i, j);
                }
            }
        }

        return scores;
    }
}
