using TrainingDynamics.Engine.Models;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Families with shared layers or relative positions in shapes that no golden checkpoint has.</summary>
static class RelativeShapes
{
    /// <param name="small">Sizes that all have.</param>
    public static Dictionary<string, ModelConfig> Of(ModelConfig small)
    {
        return new()
        {
            ["bert, relative_key"] = small with { Options = new BertOptions("relative_key") },
            ["bert, relative_key_query, one layer"] = small with { Options = new BertOptions("relative_key_query"), Layers = 1, MaxPositions = 6 },
            ["albert"] = small with { Family = ModelFamilies.Albert, EmbeddingSize = 16, Activation = Activation.GeluTanh, Options = new AlbertOptions(1, 1) },
            ["albert, two groups of two layers, relu"] = small with { Family = ModelFamilies.Albert, Activation = Activation.Relu, Layers = 3, Options = new AlbertOptions(2, 2) },
            ["albert, a group that never acts"] = small with { Family = ModelFamilies.Albert, Activation = Activation.Silu, Layers = 2, Options = new AlbertOptions(3, 1) },
            ["mpnet"] = small with { Family = ModelFamilies.Mpnet, ClassifierDropout = null, PaddingId = 1, LayerNormEpsilon = 1e-5 },
            ["mpnet, padding 0, forty buckets"] = small with { Family = ModelFamilies.Mpnet, ClassifierDropout = null, Activation = Activation.QuickGelu, Options = new MpnetOptions(40) },
            ["deberta-v3"] = Deberta(DebertaV2Options.V3 with { PositionBuckets = 4 }),
            ["deberta-v3, one layer, tables that end early"] = Deberta(DebertaV2Options.V3 with { PositionBuckets = 4, MaxRelativePositions = 4 }) with { Layers = 1 },
            ["deberta-v2, own projections, convolution, wide embeddings"] = Deberta(new DebertaV2Options
            {
                RelativeAttention = true,
                PositionBuckets = 5,
                ContentToPosition = true,
                PositionToContent = true,
                ConvolutionWidth = 3,
                ConvolutionActivation = Activation.Gelu,
                PoolerDropout = 0.15,
                PoolerActivation = Activation.Tanh,
            }) with
            { EmbeddingSize = 32, TypeVocabularySize = 2 },
            ["deberta-v2, one layer, convolution in groups"] = Deberta(new DebertaV2Options { ConvolutionWidth = 5, ConvolutionGroups = 3, NormsPositions = true }) with { Layers = 1 },
            ["deberta-v2, content to position alone, no buckets"] = Deberta(new DebertaV2Options
            {
                RelativeAttention = true,
                MaxRelativePositions = 3,
                ContentToPosition = true,
                SharesProjections = true,
            }),
            ["deberta-v2, position to content alone, own projections"] = Deberta(new DebertaV2Options
            {
                RelativeAttention = true,
                PositionToContent = true,
                NormsPositions = true,
                AddsPositions = false,
            }) with
            { TypeVocabularySize = 3, EmbeddingSize = 10 },
            ["deberta-v2, terms counted without a table"] = Deberta(new DebertaV2Options { ContentToPosition = true, PositionToContent = true }),
            ["deberta-v2, a table without terms"] = Deberta(new DebertaV2Options { RelativeAttention = true }) with { LabelNames = ["score"] },
        };

        ModelConfig Deberta(DebertaV2Options options) =>
            small with { Family = ModelFamilies.DebertaV2, TypeVocabularySize = 0, LayerNormEpsilon = 1e-7, Options = options };
    }
}
