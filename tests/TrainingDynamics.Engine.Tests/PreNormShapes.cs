using TrainingDynamics.Engine.Models;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Small models of the families that norm before each block, with options that no golden checkpoint has.</summary>
static class PreNormShapes
{
    /// <summary>By what is special about them. small: sizes.</summary>
    public static Dictionary<string, ModelConfig> Of(ModelConfig small)
    {
        var llama = small with { Family = ModelFamilies.Llama, Heads = 4, Activation = Activation.Silu, LayerNormEpsilon = 1e-4, HiddenDropout = 0 };
        var modern = small with { Family = ModelFamilies.ModernBert };
        var gpt2 = small with { Family = ModelFamilies.Gpt2, Activation = Activation.GeluTanh };
        var plain = new LlamaOptions { KeyValueHeads = 2, Rope = new RopeOptions(100) };
        var linear = new RopeOptions(10) { Scaling = RopeScaling.Linear, Factor = 3 };
        var dynamic = new RopeOptions(20) { Scaling = RopeScaling.Dynamic, Factor = 2, OriginalPositions = 4 };
        var llama3 = new RopeOptions(50)
        {
            Scaling = RopeScaling.Llama3,
            Factor = 4,
            LowFrequencyFactor = 1,
            HighFrequencyFactor = 4,
            OriginalPositions = 60,
        };
        var allBiases = plain with { KeyValueHeads = 1, Rope = linear, InputBias = true, OutputBias = true, FeedForwardBias = true };
        var byLayer = plain with { NormsHeads = true, Window = 1, LayerTypes = ["sliding_attention", "full_attention"] };
        var modernBiases = new ModernBertOptions
        {
            MeanPooling = true,
            NormBias = true,
            AttentionBias = true,
            FeedForwardBias = true,
            HeadBias = true,
            HeadActivation = Activation.Silu,
            LocalAttention = 3,
            LocalTheta = 50,
            GlobalTheta = 7,
            EmbeddingDropout = 0.15,
        };
        var lastLocal = new ModernBertOptions { LocalAttention = 4, LayerTypes = ["full_attention", "sliding_attention"] };
        var byLayerAlone = new Gpt2Options { ScalesByWidth = false, ScalesByLayer = true };
        return new()
        {
            ["llama"] = llama with { Options = plain },
            ["llama, all biases, one head of keys, own head size"] =
                llama with { Options = allBiases, OwnHeadSize = 10, Activation = Activation.GeluTanh },
            ["llama 3"] = llama with { Options = plain with { KeyValueHeads = 4, Rope = llama3 }, OwnHeadSize = 12 },
            ["llama, dynamic, one text beyond the original length"] = llama with { Options = plain with { Rope = dynamic } },
            ["mistral, window of 2"] = llama with { Family = ModelFamilies.Mistral, Options = plain with { Window = 2 } },
            ["qwen2, window from the second layer on"] =
                llama with { Family = ModelFamilies.Qwen2, Options = plain with { InputBias = true, Window = 3, FirstWindowLayer = 1 } },
            ["qwen3, windows by layer, own head size, one label"] =
                llama with { Family = ModelFamilies.Qwen3, OwnHeadSize = 8, LabelNames = ["score"], Options = byLayer },
            ["modernbert, first token"] = modern with { Layers = 3, Options = new ModernBertOptions { LocalAttention = 2, GlobalEvery = 2 } },
            ["modernbert, mean, all biases"] = modern with { Options = modernBiases },
            ["modernbert, last layer local"] = modern with { Options = lastLocal },
            ["gpt2"] = gpt2 with { Options = new Gpt2Options { EmbeddingDropout = 0.25 } },
            ["gpt2, scales by layer alone"] =
                gpt2 with { Layers = 3, LayerNormEpsilon = 0.1, Activation = Activation.QuickGelu, Options = byLayerAlone },
        };
    }
}
