namespace TrainingDynamics.Engine.Models;

/// <summary>
/// Llama's files, and what the families in its line change of them. Sources: Touvron et al. 2023; Hugging Face transformers 4.55
/// and 5.3, <c>models/llama</c>.
/// </summary>
class LlamaFamily : ModelFamily
{
    const int LargestProjection = 1 << 24; // far beyond what is trained anywhere

    /// <inheritdoc/>
    public override string ModelType => "llama";

    internal override string ClassName => "LlamaForSequenceClassification";

    internal override ConfigFields Fields { get; } = FieldsOf(defaultPositions: 2048);

    internal override IReadOnlyList<ModelSize> Sizes => [new($"{ModelType}-tiny", 2, 128, 4, IntermediateSize: 352)];

    internal override string EncoderPrefix => "model.";

    internal override string Anchor => "embed_tokens.weight";

    internal override IReadOnlyList<string> PreTrainingHeads => ["lm_head."];

    internal override IReadOnlyList<string> LoraTargets => ["q_proj", "v_proj"];

    internal override ModelConfig Read(ConfigReader json) => Read(json, defaultKeyValueHeads: null, options => options with
    {
        InputBias = json.Flag("attention_bias"),
        OutputBias = json.Flag("attention_bias"),
        FeedForwardBias = json.Flag("mlp_bias"),
    });

    internal override void Write(ConfigWriter json, ModelConfig config)
    {
        var options = Options(config);
        WriteShared(json, config);
        json.Flag("attention_bias", options.InputBias);
        json.Flag("mlp_bias", options.FeedForwardBias);
    }

    internal override ModelConfig Sized(ModelConfig config) => config with
    {
        Activation = Activation.Silu,
        LayerNormEpsilon = Fields.DefaultEpsilon,
        HiddenDropout = 0,
        AttentionDropout = 0,
        Options = new LlamaOptions { KeyValueHeads = config.Heads / 2, Rope = new RopeOptions(Theta: 10_000) },
    };

    internal override IEnumerable<string> Problems(ModelConfig config)
    {
        var options = Options(config);
        if (options.KeyValueHeads < 1 || config.Heads % options.KeyValueHeads != 0)
        {
            yield return $"found num_key_value_heads {options.KeyValueHeads}, expected a divisor of num_attention_heads {config.Heads}";
        }

        if ((long)config.Heads * config.HeadSize > LargestProjection)
        {
            yield return $"found {config.Heads} heads of {config.HeadSize} numbers, expected at most {LargestProjection} numbers in all";
        }

        if (options.Window < 1)
        {
            yield return $"found sliding_window {options.Window}, expected at least 1";
        }

        foreach (var problem in options.Rope.Problems(config.HeadSize))
        {
            yield return problem;
        }

        if (options.LayerTypes is { } types)
        {
            if (ProblemOf(types, config.Layers) is { } ofTypes)
            {
                yield return ofTypes;
            }

            if (options.Window is null && types.Contains(LlamaOptions.SlidingAttention))
            {
                yield return $"found {LlamaOptions.SlidingAttention} among layer_types, expected a sliding_window with it";
            }
        }
    }

    /// <summary>What no list of <c>layer_types</c> can have; null when all is well.</summary>
    internal static string? ProblemOf(IReadOnlyList<string> types, int layers) =>
        types.Count != layers ? $"found {types.Count} layer_types, expected one for each of {layers} layers"
        : types.FirstOrDefault(type => type is not (LlamaOptions.FullAttention or LlamaOptions.SlidingAttention)) is { } other
            ? $"found '{other}' among layer_types, expected {LlamaOptions.FullAttention} or {LlamaOptions.SlidingAttention}"
        : null;

    internal override IReadOnlyList<ParameterSpec> Parameters(ModelConfig config)
    {
        int hidden = config.HiddenSize, inner = config.IntermediateSize, head = config.HeadSize;
        var options = Options(config);
        int queries = config.Heads * head, keys = options.KeyValueHeads * head;
        return
        [
            ParameterSpec.Table(LlamaNames.Words, config.VocabularySize, hidden) with { PaddingRow = config.PaddingId },
            .. Enumerable.Range(0, config.Layers).Select(LlamaNames.Of).SelectMany(names => (ParameterSpec[])
            [
                .. ParameterSpec.Linear(names.Query, queries, hidden, options.InputBias),
                .. ParameterSpec.Linear(names.Key, keys, hidden, options.InputBias),
                .. ParameterSpec.Linear(names.Value, keys, hidden, options.InputBias),
                .. ParameterSpec.Linear(names.AttentionOutput, hidden, queries, options.OutputBias),
                .. options.NormsHeads ? ParameterSpec.Norm(names.QueryNorm, head, hasBias: false) : [],
                .. options.NormsHeads ? ParameterSpec.Norm(names.KeyNorm, head, hasBias: false) : [],
                .. ParameterSpec.Linear(names.Gate, inner, hidden, options.FeedForwardBias),
                .. ParameterSpec.Linear(names.Up, inner, hidden, options.FeedForwardBias),
                .. ParameterSpec.Linear(names.Down, hidden, inner, options.FeedForwardBias),
                .. ParameterSpec.Norm(names.AttentionNorm, hidden, hasBias: false),
                .. ParameterSpec.Norm(names.FeedForwardNorm, hidden, hasBias: false),
            ]),
            .. ParameterSpec.Norm(LlamaNames.FinalNorm, hidden, hasBias: false),
            .. ParameterSpec.Linear(LlamaNames.Score, config.Labels, hidden, hasBias: false),
        ];
    }

    internal override TextClassifier Create(ModelConfig config, Device device, IDropout dropout) => new LlamaClassifier(config, device, dropout);

    // Angles have no end; where they grow with the text, so does the longest text.
    internal override int MaxTokens(ModelConfig config) => Options(config).Rope is { Scaling: RopeScaling.Dynamic, Factor: var factor }
        ? (int)Math.Min(int.MaxValue, config.MaxPositions * factor)
        : config.MaxPositions;

    /// <summary>The options of a config of this family or one in its line.</summary>
    internal static LlamaOptions Options(ModelConfig config) => (LlamaOptions)config.Options!;

    private protected static ConfigFields FieldsOf(int defaultPositions) => ConfigFields.Bert with
    {
        HiddenDropout = null,
        AttentionDropout = "attention_dropout",
        ClassifierDropout = null,
        Epsilon = "rms_norm_eps",
        DefaultPositions = defaultPositions,
        DefaultEpsilon = 1e-6,
        DefaultActivation = Activation.Silu,
        DefaultDropout = 0,
    };

    /// <summary>Reads what all families in this line have.</summary>
    /// <param name="json">The config.</param>
    /// <param name="defaultKeyValueHeads">Where the field is absent; null: as many as of queries.</param>
    /// <param name="more">Adds what the family has beside it.</param>
    private protected ModelConfig Read(ConfigReader json, int? defaultKeyValueHeads, Func<LlamaOptions, LlamaOptions> more)
    {
        var config = json.Common(this);
        if (json.Number("partial_rotary_factor") is { } part and not 1)
        {
            throw json.Bad(FormattableString.Invariant($"found partial_rotary_factor {part}, expected 1: positions turn whole heads here"));
        }

        return config with
        {
            OwnHeadSize = json.Whole("head_dim"),
            Options = more(new LlamaOptions
            {
                KeyValueHeads = json.Whole("num_key_value_heads", json.Has("num_key_value_heads") ? config.Heads : defaultKeyValueHeads ?? config.Heads),
                Rope = RopeOptions.Read(json, config.MaxPositions),
                TiesEmbeddings = json.Has("tie_word_embeddings") ? json.Flag("tie_word_embeddings") : null,
                Tokens = json.Tokens("bos_token_id", "eos_token_id"),
            }),
        };
    }

    /// <summary>Writes what all families in this line have.</summary>
    private protected static void WriteShared(ConfigWriter json, ModelConfig config)
    {
        var options = Options(config);
        json.Common(config);
        json.Epsilon(config);
        if (config.OwnHeadSize is { } size)
        {
            json.Whole("head_dim", size);
        }

        json.Whole("num_key_value_heads", options.KeyValueHeads);
        options.Rope.Write(json);
        json.Tokens(options.Tokens);
        if (options.TiesEmbeddings is { } ties)
        {
            json.Flag("tie_word_embeddings", ties);
        }
    }
}
