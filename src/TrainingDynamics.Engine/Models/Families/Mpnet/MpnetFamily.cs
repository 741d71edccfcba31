namespace TrainingDynamics.Engine.Models;

/// <summary>MPNet's files. Source: Hugging Face transformers 4.21, <c>models/mpnet</c>.</summary>
sealed class MpnetFamily : ModelFamily
{
    /// <summary>The id that positions do not count, and their own at padding; Hugging Face's code does not ask the config.</summary>
    public const int PositionPadding = 1;

    /// <inheritdoc/>
    public override string ModelType => "mpnet";

    internal override string ClassName => "MPNetForSequenceClassification";

    internal override ConfigFields Fields { get; } = ConfigFields.Bert with { ClassifierDropout = null };

    internal override IReadOnlyList<ModelSize> Sizes => [new("mpnet-tiny", 2, 128, 2)];

    internal override WordPieceOptions Words => WordPieceOptions.Mpnet;

    internal override IReadOnlyList<string> PreTrainingHeads => ["lm_head."];

    internal override IReadOnlyList<string> LoraTargets => ["q", "v"];

    internal override ModelConfig Read(ConfigReader json) => json.Encoder(this, defaultPaddingId: 1) with
    {
        TypeVocabularySize = 2, // without meaning: the family knows no types
        Options = new MpnetOptions(json.Whole("relative_attention_num_buckets", MpnetOptions.Used)),
    };

    internal override void Write(ConfigWriter json, ModelConfig config)
    {
        json.Common(config);
        json.Epsilon(config);
        json.Whole("relative_attention_num_buckets", Buckets(config));
    }

    internal override ModelConfig Sized(ModelConfig config) => config with { MaxPositions = 514, LayerNormEpsilon = 1e-5 };

    internal override IEnumerable<string> Problems(ModelConfig config)
    {
        const int most = 1 << 20;
        if (Buckets(config) is < MpnetOptions.Used or > most)
        {
            yield return FormattableString.Invariant($"found relative_attention_num_buckets {Buckets(config)}, expected {MpnetOptions.Used} to {most}: Hugging Face's code has {MpnetOptions.Used} buckets, whatever the field says");
        }

        if (config.VocabularySize <= PositionPadding)
        {
            yield return FormattableString.Invariant($"found vocab_size {config.VocabularySize}, expected more: the id {PositionPadding} stands for padding");
        }
    }

    internal override IReadOnlyList<ParameterSpec> Parameters(ModelConfig config) =>
    [
        .. Embeddings.Specs(config with { PaddingId = PositionPadding }, new EmbeddingNames(EncoderPrefix), hasTypes: false, hasPaddingPosition: true),
        .. Enumerable.Range(0, config.Layers).SelectMany(layer => LayerNames(layer).Specs(config)),
        // Not decayed, for "bias" is in its name.
        ParameterSpec.Table(MpnetClassifier.RelativeBias, Buckets(config), config.Heads) with { Decayed = false },
        .. ParameterSpec.Linear(RobertaClassifier.Dense, config.HiddenSize, config.HiddenSize),
        .. ParameterSpec.Linear(RobertaClassifier.Classifier, config.Labels, config.HiddenSize),
    ];

    internal override TextClassifier Create(ModelConfig config, Device device, IDropout dropout) =>
        new MpnetClassifier(config, device, dropout);

    internal override int MaxTokens(ModelConfig config) => config.MaxPositions - PositionPadding - 1;

    /// <summary>Names of the layers.</summary>
    public static EncoderPlan Plan(ModelConfig config) => new([.. Enumerable.Range(0, config.Layers).Select(LayerNames)], config.HiddenDropout);

    static EncoderLayerNames LayerNames(int layer)
    {
        var name = $"mpnet.encoder.layer.{layer}";
        return new EncoderLayerNames(
            [$"{name}.attention.attn.q", $"{name}.attention.attn.k", $"{name}.attention.attn.v"],
            $"{name}.attention.attn.o",
            $"{name}.attention.LayerNorm",
            $"{name}.intermediate.dense",
            $"{name}.output.dense",
            $"{name}.output.LayerNorm");
    }

    static int Buckets(ModelConfig config) => (config.Options as MpnetOptions)?.Buckets ?? MpnetOptions.Used;
}

/// <summary>What MPNet's config alone has.</summary>
/// <param name="Buckets">Rows of the table of biases.</param>
sealed record MpnetOptions(int Buckets) : FamilyOptions
{
    /// <summary>How many of them the code uses.</summary>
    public const int Used = 32;
}
