namespace TrainingDynamics.Engine.Models;

/// <summary>GPT-2's files. Sources: Radford et al. 2019; Hugging Face transformers 4.21 and 5.3, <c>models/gpt2</c>.</summary>
sealed class Gpt2Family : ModelFamily
{
    /// <inheritdoc/>
    public override string ModelType => "gpt2";

    internal override string ClassName => "GPT2ForSequenceClassification";

    internal override ConfigFields Fields { get; } = new(
        "n_embd", "n_layer", "n_head", "n_inner", "activation_function", "resid_pdrop", "attn_pdrop", ClassifierDropout: null)
    {
        Positions = "n_positions",
        Epsilon = "layer_norm_epsilon",
        IntermediateIsOptional = true,
        DefaultPositions = 1024,
        DefaultEpsilon = 1e-5,
        DefaultActivation = Activation.GeluTanh,
    };

    internal override IReadOnlyList<ModelSize> Sizes => [new("gpt2-tiny", 2, 128, 2)];

    internal override string EncoderPrefix => "transformer.";

    internal override string Anchor => "wte.weight";

    internal override IReadOnlyList<string> PreTrainingHeads => ["lm_head.", "multiple_choice_head."];

    internal override IReadOnlyList<string> LoraTargets => ["c_attn"];

    internal override ModelConfig Read(ConfigReader json)
    {
        if (json.Flag("add_cross_attention"))
        {
            throw json.Bad("found add_cross_attention true, expected false: there is no other text to attend to");
        }

        return json.Common(this) with
        {
            Options = new Gpt2Options
            {
                EmbeddingDropout = json.Number("embd_pdrop") ?? Fields.DefaultDropout,
                ScalesByWidth = json.Flag("scale_attn_weights", otherwise: true),
                ScalesByLayer = json.Flag("scale_attn_by_inverse_layer_idx"),
                Reorders = json.Flag("reorder_and_upcast_attn"),
                Tokens = json.Tokens("bos_token_id", "eos_token_id"),
            },
        };
    }

    internal override void Write(ConfigWriter json, ModelConfig config)
    {
        var options = Options(config);
        json.Common(config);
        json.Epsilon(config);
        json.Number("embd_pdrop", options.EmbeddingDropout);
        json.Flag("scale_attn_weights", options.ScalesByWidth);
        json.Flag("scale_attn_by_inverse_layer_idx", options.ScalesByLayer);
        json.Flag("reorder_and_upcast_attn", options.Reorders);
        json.Tokens(options.Tokens);
    }

    internal override ModelConfig Sized(ModelConfig config) => config with
    {
        Activation = Fields.DefaultActivation,
        LayerNormEpsilon = Fields.DefaultEpsilon,
        Options = new Gpt2Options(),
    };

    internal override IEnumerable<string> Problems(ModelConfig config)
    {
        if (Options(config).EmbeddingDropout is not (>= 0 and < 1) and var dropout)
        {
            yield return FormattableString.Invariant($"found embd_pdrop {dropout}, expected a probability in [0, 1)");
        }
    }

    internal override IReadOnlyList<ParameterSpec> Parameters(ModelConfig config)
    {
        int hidden = config.HiddenSize, inner = config.IntermediateSize;
        var backScale = 1 / Math.Sqrt(2 * config.Layers); // of what is added to the residual
        return
        [
            ParameterSpec.Table(Gpt2Names.Words, config.VocabularySize, hidden),
            ParameterSpec.Table(Gpt2Names.Positions, config.MaxPositions, hidden),
            .. Enumerable.Range(0, config.Layers).Select(Gpt2Names.Of).SelectMany(names => (ParameterSpec[])
            [
                .. ParameterSpec.Norm(names.AttentionNorm, hidden),
                .. InputsFirst(names.Projections, 3 * hidden, hidden),
                .. InputsFirst(names.AttentionOutput, hidden, hidden, backScale),
                .. ParameterSpec.Norm(names.FeedForwardNorm, hidden),
                .. InputsFirst(names.Up, inner, hidden),
                .. InputsFirst(names.Down, hidden, inner, backScale),
            ]),
            .. ParameterSpec.Norm(Gpt2Names.FinalNorm, hidden),
            .. ParameterSpec.Linear(Gpt2Names.Score, config.Labels, hidden, hasBias: false),
        ];
    }

    internal override TextClassifier Create(ModelConfig config, Device device, IDropout dropout) => new Gpt2Classifier(config, device, dropout);

    /// <summary>The options of a config of this family.</summary>
    internal static Gpt2Options Options(ModelConfig config) => (Gpt2Options)config.Options!;

    // Hugging Face's Conv1D of one place.
    static ParameterSpec[] InputsFirst(string name, int outputs, int inputs, double scale = 1) => ParameterSpec.Linear(name, outputs, inputs) is [var weight, var bias]
        ? [weight with { Shape = [inputs, outputs], InputsFirst = true, InitialScale = scale }, bias]
        : throw new InvalidOperationException();
}
