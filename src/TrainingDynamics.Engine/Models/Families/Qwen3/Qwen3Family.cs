namespace TrainingDynamics.Engine.Models;

/// <summary>
/// Qwen3: Qwen2 with norms of each head of queries and keys in place of biases, and heads that need not fill the width. Sources:
/// Yang et al. 2025; Hugging Face transformers 4.55, <c>models/qwen3</c>.
/// </summary>
sealed class Qwen3Family : Qwen2Family
{
    const int DefaultHeadSize = 128;

    /// <inheritdoc/>
    public override string ModelType => "qwen3";

    internal override string ClassName => "Qwen3ForSequenceClassification";

    internal override ModelConfig Read(ConfigReader json)
    {
        var config = Read(json, DefaultKeyValueHeads, options => WithWindow(json, options) with
        {
            NormsHeads = true,
            InputBias = json.Flag("attention_bias"),
            OutputBias = json.Flag("attention_bias"),
        });
        return json.Has("head_dim") ? config : config with { OwnHeadSize = DefaultHeadSize };
    }

    internal override void Write(ConfigWriter json, ModelConfig config)
    {
        base.Write(json, config);
        json.Flag("attention_bias", Options(config).InputBias);
    }

    internal override ModelConfig Sized(ModelConfig config)
    {
        var sized = base.Sized(config);
        return sized with { OwnHeadSize = 64, Options = Options(sized) with { InputBias = false, NormsHeads = true } };
    }
}
