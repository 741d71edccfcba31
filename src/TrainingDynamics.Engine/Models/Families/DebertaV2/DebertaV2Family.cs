namespace TrainingDynamics.Engine.Models;

/// <summary>The files of DeBERTa-v2 and v3, which have one <c>model_type</c>. Source: Hugging Face transformers 4.21, <c>models/deberta_v2</c>.</summary>
sealed class DebertaV2Family : ModelFamily
{
    /// <inheritdoc/>
    public override string ModelType => "deberta-v2";

    internal override string ClassName => "DebertaV2ForSequenceClassification";

    internal override string EncoderPrefix => "deberta.";

    internal override ConfigFields Fields { get; } = ConfigFields.Bert with { ClassifierDropout = "cls_dropout", DefaultEpsilon = 1e-7 };

    internal override IReadOnlyList<ModelSize> Sizes => [new("deberta-v3-tiny", 2, 128, 2)];

    internal override IReadOnlyList<string> PreTrainingHeads => ["lm_predictions.", "mask_predictions.", "cls."];

    internal override IReadOnlyList<string> LoraTargets => ["query_proj", "value_proj"];

    internal override int LeastTypes => 0;

    internal override ModelConfig Read(ConfigReader json) => DebertaV2Config.Read(json, this);

    internal override void Write(ConfigWriter json, ModelConfig config) => DebertaV2Config.Write(json, config, Options(config));

    internal override ModelConfig Sized(ModelConfig config) =>
        config with { Options = DebertaV2Options.V3, TypeVocabularySize = 0, LayerNormEpsilon = Fields.DefaultEpsilon };

    internal override IEnumerable<string> Problems(ModelConfig config) => DebertaV2Config.Problems(config, Options(config));

    internal override IReadOnlyList<ParameterSpec> Parameters(ModelConfig config)
    {
        var options = Options(config);
        var names = new EmbeddingNames(EncoderPrefix);
        int hidden = config.HiddenSize, width = config.EmbeddingSize;
        return
        [
            ParameterSpec.Table(names.Word, config.VocabularySize, width) with { PaddingRow = config.PaddingId },
            .. Where(options.AddsPositions, () => ParameterSpec.Table(names.Position, config.MaxPositions, width)),
            .. Where(config.TypeVocabularySize > 0, () => ParameterSpec.Table(names.TokenType, config.TypeVocabularySize, width)),
            .. Where(width != hidden, () => ParameterSpec.Linear(DebertaV2Classifier.Projection, hidden, width, hasBias: false)),
            .. ParameterSpec.Norm(names.Norm, hidden),
            .. Enumerable.Range(0, config.Layers).SelectMany(layer => (IEnumerable<ParameterSpec>)
            [
                .. EncoderLayerNames.Bert(EncoderPrefix, layer, "_proj").Specs(config),
                .. Where(HasOwn(options.ContentToPosition), () => ParameterSpec.Linear(PositionKey(layer), hidden, hidden)),
                .. Where(HasOwn(options.PositionToContent), () => ParameterSpec.Linear(PositionQuery(layer), hidden, hidden)),
            ]),
            // Without a use they have no gradient, and so PyTorch's optimizers leave them as they are.
            .. Where(options.RelativeAttention, () =>
                ParameterSpec.Table(DebertaV2Classifier.Distances, 2 * options.Span(config), hidden) with { Trained = options.UsesDistances }),
            .. Where(options.NormsPositions, () => ParameterSpec.Norm(DebertaV2Classifier.DistanceNorm, hidden)),
            .. Where(options.ConvolutionWidth > 0, () => Convolution(config, options)),
            .. ParameterSpec.Linear(DebertaV2Classifier.Pooler, hidden, hidden),
            .. ParameterSpec.Linear(DebertaV2Classifier.Classifier, config.Labels, hidden),
        ];

        bool HasOwn(bool isUsed) => isUsed && options.RelativeAttention && !options.SharesProjections;
    }

    internal override TextClassifier Create(ModelConfig config, Device device, IDropout dropout) =>
        new DebertaV2Classifier(config, Options(config), device, dropout);

    // Without vectors of positions nothing ends; distances beyond the farthest share its row.
    internal override int MaxTokens(ModelConfig config) => Options(config).AddsPositions ? config.MaxPositions : MostTokens;

    /// <summary>What projects relative positions to keys, where the content's layer does not.</summary>
    public static string PositionKey(int layer) => $"deberta.encoder.layer.{layer}.attention.self.pos_key_proj";

    /// <summary>What projects relative positions to queries, where the content's layer does not.</summary>
    public static string PositionQuery(int layer) => $"deberta.encoder.layer.{layer}.attention.self.pos_query_proj";

    static ParameterSpec[] Convolution(ModelConfig config, DebertaV2Options options)
    {
        int hidden = config.HiddenSize, inputs = hidden / options.ConvolutionGroups;
        // As PyTorch makes one; Hugging Face's code draws linear layers and tables anew, and no convolution.
        return
        [
            new([$"{DebertaV2Classifier.Convolution}.weight"], [hidden, inputs, options.ConvolutionWidth], InitialValue.KaimingUniform, Decayed: true),
            new([$"{DebertaV2Classifier.Convolution}.bias"], [hidden], InitialValue.KaimingUniform, Decayed: false)
            {
                InitialScale = 1 / Math.Sqrt(inputs * options.ConvolutionWidth),
            },
            .. ParameterSpec.Norm(DebertaV2Classifier.ConvolutionNorm, hidden),
        ];
    }

    static DebertaV2Options Options(ModelConfig config) => config.Options as DebertaV2Options ?? new DebertaV2Options();

    static ParameterSpec[] Where(bool condition, Func<ParameterSpec> spec) => condition ? [spec()] : [];

    static ParameterSpec[] Where(bool condition, Func<ParameterSpec[]> specs) => condition ? specs() : [];
}
