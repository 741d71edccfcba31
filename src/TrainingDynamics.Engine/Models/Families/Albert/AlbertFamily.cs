namespace TrainingDynamics.Engine.Models;

/// <summary>
/// ALBERT's files. <see cref="ModelConfig.Layers"/> counts how often a group acts. Source: Hugging Face transformers 4.21,
/// <c>models/albert</c>.
/// </summary>
sealed class AlbertFamily : ModelFamily
{
    /// <inheritdoc/>
    public override string ModelType => "albert";

    internal override string ClassName => "AlbertForSequenceClassification";

    internal override ConfigFields Fields { get; } = ConfigFields.Bert with
    {
        ClassifierDropout = "classifier_dropout_prob",
        DefaultClassifierDropout = 0.1,
        DefaultActivation = Activation.GeluTanh,
        DefaultDropout = 0,
    };

    internal override IReadOnlyList<ModelSize> Sizes => [new("albert-tiny", 2, 128, 2, 64)];

    internal override IReadOnlyList<string> PreTrainingHeads => ["predictions.", "sop_classifier."];

    internal override ModelConfig Read(ConfigReader json) => json.Encoder(this) with
    {
        EmbeddingSize = json.Whole("embedding_size", 128),
        Options = new AlbertOptions(json.Whole("num_hidden_groups", 1), json.Whole("inner_group_num", 1)),
    };

    internal override void Write(ConfigWriter json, ModelConfig config)
    {
        json.Common(config with { ClassifierDropout = config.ClassifierDropout ?? config.HiddenDropout });
        json.TypesPositionsNorm(config);
        json.Whole("embedding_size", config.EmbeddingSize);
        json.Whole("num_hidden_groups", Options(config).Groups);
        json.Whole("inner_group_num", Options(config).InnerLayers);
    }

    internal override ModelConfig Sized(ModelConfig config) =>
        config with { Options = new AlbertOptions(1, 1), Activation = Fields.DefaultActivation, HiddenDropout = 0, AttentionDropout = 0 };

    internal override IEnumerable<string> Problems(ModelConfig config)
    {
        const int most = 1 << 12;
        foreach (var (field, value, times) in new[]
        {
            ("num_hidden_groups", Options(config).Groups, 1), ("inner_group_num", Options(config).InnerLayers, Math.Max(Options(config).Groups, config.Layers)),
        })
        {
            if (value < 1 || (long)value * times > most)
            {
                yield return FormattableString.Invariant($"found {field} {value}, expected at least 1 and at most {most} layers in all");
            }
        }
    }

    internal override IReadOnlyList<ParameterSpec> Parameters(ModelConfig config)
    {
        var used = Plan(config).Layers.Select(layer => layer.Up).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Embeddings.Specs(config, new EmbeddingNames(EncoderPrefix)),
            .. ParameterSpec.Linear(AlbertClassifier.Projection, config.HiddenSize, config.EmbeddingSize),
            // A group that never acts has no gradient, and so PyTorch's optimizers leave it as it is.
            .. AllLayers(config).SelectMany(layer => layer.Specs(config).Select(spec => spec with { Trained = used.Contains(layer.Up) })),
            .. ParameterSpec.Linear(AlbertClassifier.Pooler, config.HiddenSize, config.HiddenSize),
            .. ParameterSpec.Linear(AlbertClassifier.Classifier, config.Labels, config.HiddenSize),
        ];
    }

    internal override TextClassifier Create(ModelConfig config, Device device, IDropout dropout) =>
        new AlbertClassifier(config, device, dropout);

    /// <summary>No dropout after feed-forward.</summary>
    public static EncoderPlan Plan(ModelConfig config)
    {
        var (groups, inner) = (Options(config).Groups, Options(config).InnerLayers);
        var layers = AllLayers(config).ToArray();
        // In floating point, as Hugging Face divides.
        var passesPerGroup = (double)config.Layers / groups;
        var passes = Enumerable.Range(0, config.Layers).Select(pass => (int)(pass / passesPerGroup));
        return new([.. passes.SelectMany(group => layers[(group * inner)..((group + 1) * inner)])], config.HiddenDropout) { OutputDropout = 0 };
    }

    static IEnumerable<EncoderLayerNames> AllLayers(ModelConfig config) =>
        from g in Enumerable.Range(0, Options(config).Groups)
        from j in Enumerable.Range(0, Options(config).InnerLayers)
        select LayerNames(g, j);

    static EncoderLayerNames LayerNames(int group, int layer)
    {
        var name = $"albert.encoder.albert_layer_groups.{group}.albert_layers.{layer}";
        return new EncoderLayerNames(
            [$"{name}.attention.query", $"{name}.attention.key", $"{name}.attention.value"],
            $"{name}.attention.dense",
            $"{name}.attention.LayerNorm",
            $"{name}.ffn",
            $"{name}.ffn_output",
            $"{name}.full_layer_layer_norm");
    }

    static AlbertOptions Options(ModelConfig config) => config.Options as AlbertOptions ?? new AlbertOptions(1, 1);
}
