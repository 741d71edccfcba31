namespace TrainingDynamics.Engine.Models;

/// <summary>
/// Qwen2 and 2.5: Llama with biases at queries, keys and values, and a window in the upper layers where its config asks for it.
/// Sources: Yang et al. 2024; Hugging Face transformers 4.55, <c>models/qwen2</c>.
/// </summary>
class Qwen2Family : LlamaFamily
{
    const int DefaultWindow = 4096;
    const int DefaultFirstWindowLayer = 28;

    /// <summary>Of keys and values, where the config does not say.</summary>
    private protected const int DefaultKeyValueHeads = 32;

    /// <inheritdoc/>
    public override string ModelType => "qwen2";

    internal override string ClassName => "Qwen2ForSequenceClassification";

    internal override ConfigFields Fields { get; } = FieldsOf(defaultPositions: 32768);

    internal override ModelConfig Read(ConfigReader json) =>
        Read(json, DefaultKeyValueHeads, options => WithWindow(json, options) with { InputBias = true });

    internal override void Write(ConfigWriter json, ModelConfig config)
    {
        var options = Options(config);
        WriteShared(json, config);
        json.Flag("use_sliding_window", options.Window is not null);
        json.Number("sliding_window", options.Window);
        json.Whole("max_window_layers", options.FirstWindowLayer);
        if (options.LayerTypes is { } types)
        {
            json.Texts("layer_types", types);
        }
    }

    internal override ModelConfig Sized(ModelConfig config)
    {
        var sized = base.Sized(config);
        return sized with { Options = Options(sized) with { InputBias = true, FirstWindowLayer = config.Layers } };
    }

    /// <summary>Reads which layers have a window.</summary>
    private protected static LlamaOptions WithWindow(ConfigReader json, LlamaOptions options) => options with
    {
        Window = !json.Flag("use_sliding_window") ? null : json.Has("sliding_window") ? json.Whole("sliding_window") : DefaultWindow,
        FirstWindowLayer = json.Whole("max_window_layers", DefaultFirstWindowLayer),
        LayerTypes = json.Texts("layer_types"),
    };
}
