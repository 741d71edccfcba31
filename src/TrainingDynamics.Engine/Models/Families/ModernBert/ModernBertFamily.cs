namespace TrainingDynamics.Engine.Models;

/// <summary>ModernBERT's files. Sources: Warner et al. 2024; Hugging Face transformers 4.55 and 5.3, <c>models/modernbert</c>.</summary>
sealed class ModernBertFamily : ModelFamily
{
    const int DefaultPadding = 50283;

    static readonly string[] Poolings = ["cls", "mean"];

    /// <inheritdoc/>
    public override string ModelType => "modernbert";

    internal override string ClassName => "ModernBertForSequenceClassification";

    internal override ConfigFields Fields { get; } = ConfigFields.Bert with
    {
        Activation = "hidden_activation",
        HiddenDropout = "mlp_dropout",
        AttentionDropout = "attention_dropout",
        Epsilon = "norm_eps",
        DefaultPositions = 8192,
        DefaultEpsilon = 1e-5,
        DefaultDropout = 0,
        DefaultClassifierDropout = 0,
    };

    internal override IReadOnlyList<ModelSize> Sizes => [new("modernbert-tiny", 4, 128, 4, IntermediateSize: 192)];

    internal override string EncoderPrefix => "model.";

    internal override string Anchor => "embeddings.tok_embeddings.weight";

    internal override IReadOnlyList<string> PreTrainingHeads => ["decoder."];

    internal override IReadOnlyList<string> LoraTargets => ["Wqkv", "Wo", "Wi"];

    internal override ModelConfig Read(ConfigReader json)
    {
        var pooling = json.Text("classifier_pooling") ?? Poolings[0];
        if (!Poolings.Contains(pooling))
        {
            throw json.Bad($"found classifier_pooling '{pooling}', expected {string.Join(" or ", Poolings)}");
        }

        var config = json.Common(this);
        var parameters = json.Part("rope_parameters");
        var global = Theta(parameters?.Part(LlamaOptions.FullAttention)) ?? json.Number("global_rope_theta") ?? 160_000;
        return config with
        {
            PaddingId = json.Whole("pad_token_id", DefaultPadding),
            LacksPadding = false,
            Options = new ModernBertOptions
            {
                NormBias = json.Flag("norm_bias"),
                AttentionBias = json.Flag("attention_bias"),
                FeedForwardBias = json.Flag("mlp_bias"),
                HeadBias = json.Flag("classifier_bias"),
                MeanPooling = pooling == Poolings[1],
                HeadActivation = json.Activation("classifier_activation", Activation.Gelu),
                EmbeddingDropout = json.Number("embedding_dropout") ?? 0,
                LocalAttention = json.Whole("local_attention", 128),
                GlobalEvery = json.Whole("global_attn_every_n_layers", 3),
                LayerTypes = json.Texts("layer_types"),
                GlobalTheta = global,
                // Old files say null, and mean that of the global layers.
                LocalTheta = Theta(parameters?.Part(LlamaOptions.SlidingAttention))
                    ?? (json.Has("local_rope_theta") ? json.Number("local_rope_theta") ?? global : 10_000),
                InitializerCutoff = json.Number("initializer_cutoff_factor") ?? 2,
                Tokens = json.Tokens("bos_token_id", "eos_token_id", "cls_token_id", "sep_token_id"),
            },
        };
    }

    internal override void Write(ConfigWriter json, ModelConfig config)
    {
        var options = Options(config);
        // The field has no null that would stand for another.
        json.Common(config with { ClassifierDropout = config.ClassifierDropout ?? config.HiddenDropout });
        json.Epsilon(config);
        json.Flag("norm_bias", options.NormBias);
        json.Flag("attention_bias", options.AttentionBias);
        json.Flag("mlp_bias", options.FeedForwardBias);
        json.Flag("classifier_bias", options.HeadBias);
        json.Text("classifier_pooling", Poolings[options.MeanPooling ? 1 : 0]);
        json.Text("classifier_activation", ConfigReader.Word(options.HeadActivation));
        json.Number("embedding_dropout", options.EmbeddingDropout);
        json.Whole("local_attention", options.LocalAttention);
        json.Whole("global_attn_every_n_layers", options.GlobalEvery);
        json.Number("global_rope_theta", options.GlobalTheta);
        json.Number("local_rope_theta", options.LocalTheta);
        json.Number("initializer_cutoff_factor", options.InitializerCutoff);
        json.Tokens(options.Tokens);
        if (options.LayerTypes is { } types)
        {
            json.Texts("layer_types", types);
        }
    }

    internal override ModelConfig Sized(ModelConfig config) => config with
    {
        LayerNormEpsilon = Fields.DefaultEpsilon,
        HiddenDropout = 0,
        AttentionDropout = 0,
        Options = new ModernBertOptions { LocalAttention = 16, MeanPooling = true },
    };

    internal override IEnumerable<string> Problems(ModelConfig config)
    {
        var options = Options(config);
        foreach (var theta in new[] { options.GlobalTheta, options.LocalTheta })
        {
            foreach (var problem in new RopeOptions(theta).Problems(config.HeadSize))
            {
                yield return problem;
            }
        }

        if (options.EmbeddingDropout is not (>= 0 and < 1))
        {
            yield return FormattableString.Invariant($"found embedding_dropout {options.EmbeddingDropout}, expected a probability in [0, 1)");
        }

        if (options.LocalAttention < 0)
        {
            yield return $"found local_attention {options.LocalAttention}, expected at least 0";
        }

        if (options.GlobalEvery < 1)
        {
            yield return $"found global_attn_every_n_layers {options.GlobalEvery}, expected at least 1";
        }

        if (options.InitializerCutoff is not > 0)
        {
            yield return FormattableString.Invariant($"found initializer_cutoff_factor {options.InitializerCutoff}, expected a number above 0");
        }

        if (options.LayerTypes is { } types && LlamaFamily.ProblemOf(types, config.Layers) is { } ofTypes)
        {
            yield return ofTypes;
        }
    }

    internal override IReadOnlyList<ParameterSpec> Parameters(ModelConfig config)
    {
        int hidden = config.HiddenSize, inner = config.IntermediateSize;
        var options = Options(config);
        var backScale = 1 / Math.Sqrt(2 * config.Layers); // of what is added to the residual
        var lastScale = 1 / (Math.Sqrt(hidden) * config.InitializerRange);
        ParameterSpec[] Linear(string name, int outputs, int inputs, bool hasBias, double scale = 1) =>
            [.. ParameterSpec.Linear(name, outputs, inputs, hasBias).Select(spec => spec with { InitialScale = scale, InitialCutoff = options.InitializerCutoff })];
        return
        [
            ParameterSpec.Table(ModernBertNames.Words, config.VocabularySize, hidden) with
            {
                PaddingRow = config.PaddingId,
                InitialCutoff = options.InitializerCutoff,
            },
            .. ParameterSpec.Norm(ModernBertNames.EmbeddingNorm, hidden, options.NormBias),
            .. Enumerable.Range(0, config.Layers).SelectMany(layer =>
            {
                var names = ModernBertNames.Of(layer);
                return (ParameterSpec[])
                [
                    .. layer == 0 ? [] : ParameterSpec.Norm(names.AttentionNorm, hidden, options.NormBias),
                    .. Linear(names.Projections, 3 * hidden, hidden, options.AttentionBias),
                    .. Linear(names.AttentionOutput, hidden, hidden, options.AttentionBias, backScale),
                    .. ParameterSpec.Norm(names.FeedForwardNorm, hidden, options.NormBias),
                    .. Linear(names.Up, 2 * inner, hidden, options.FeedForwardBias),
                    .. Linear(names.Down, hidden, inner, options.FeedForwardBias, backScale),
                ];
            }),
            .. ParameterSpec.Norm(ModernBertNames.FinalNorm, hidden, options.NormBias),
            .. Linear(ModernBertNames.Dense, hidden, hidden, options.HeadBias, backScale),
            .. ParameterSpec.Norm(ModernBertNames.HeadNorm, hidden, options.NormBias),
            .. Linear(ModernBertNames.Classifier, config.Labels, hidden, hasBias: true, lastScale),
        ];
    }

    internal override TextClassifier Create(ModelConfig config, Device device, IDropout dropout) => new ModernBertClassifier(config, device, dropout);

    /// <summary>The options of a config of this family.</summary>
    internal static ModernBertOptions Options(ModelConfig config) => (ModernBertOptions)config.Options!;

    static double? Theta(ConfigReader? parameters) =>
        parameters?.Text("rope_type") is { } type and not "default"
            ? throw parameters.Bad($"found rope_type '{type}', expected 'default'")
            : parameters?.Number("rope_theta");
}
