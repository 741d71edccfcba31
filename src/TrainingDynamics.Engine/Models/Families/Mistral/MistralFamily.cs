namespace TrainingDynamics.Engine.Models;

/// <summary>
/// Mistral: Llama with a window in every layer, where its config names one. Sources: Jiang et al. 2023; Hugging Face transformers
/// 4.55, <c>models/mistral</c>.
/// </summary>
sealed class MistralFamily : LlamaFamily
{
    const int DefaultWindow = 4096;

    /// <inheritdoc/>
    public override string ModelType => "mistral";

    internal override string ClassName => "MistralForSequenceClassification";

    internal override ConfigFields Fields { get; } = FieldsOf(defaultPositions: 32 * 4096);

    internal override ModelConfig Read(ConfigReader json) => Read(json, defaultKeyValueHeads: 8, options => options with
    {
        // The newer models say null, and mean none.
        Window = json.Has("sliding_window") ? json.Whole("sliding_window") : DefaultWindow,
    });

    internal override void Write(ConfigWriter json, ModelConfig config)
    {
        WriteShared(json, config);
        json.Number("sliding_window", Options(config).Window);
    }

    internal override ModelConfig Sized(ModelConfig config)
    {
        var sized = base.Sized(config);
        return sized with { Options = Options(sized) with { Window = 16 } };
    }
}
