namespace TrainingDynamics.Engine.Models;

/// <summary>Reads the fields of a <c>config.json</c>. Source of the defaults: the config classes of Hugging Face transformers 4.21.</summary>
sealed class ConfigReader(JsonElement root, string path)
{
    static readonly (string Word, Activation Activation)[] Activations =
    [
        ("gelu", Models.Activation.Gelu),
        ("gelu_new", Models.Activation.GeluTanh),
        ("relu", Models.Activation.Relu),
        ("tanh", Models.Activation.Tanh),
        ("silu", Models.Activation.Silu),
        ("quick_gelu", Models.Activation.QuickGelu),
        // Other words for the same; the first one is written.
        ("gelu_pytorch_tanh", Models.Activation.GeluTanh),
        ("gelu_fast", Models.Activation.GeluTanh),
        ("swish", Models.Activation.Silu),
        ("gelu_python", Models.Activation.Gelu),
    ];

    /// <summary>The config, its numbers not yet checked against each other.</summary>
    public ModelConfig Read()
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Bad($"found a JSON {root.ValueKind}, expected an object");
        }

        var word = Text("model_type") ?? ModelFamilies.Bert.ModelType; // BERT's first configs lack the field; later families all have it
        var family = ModelFamilies.Find(word)
            ?? throw Bad($"found model_type '{word}', expected one of those that are built: {string.Join(", ", ModelFamilies.All)}");
        var config = family.Read(this);
        CheckProblem(config);
        return config;
    }

    /// <summary>The fields that encoders in the line of BERT share, with BERT's defaults.</summary>
    public ModelConfig Encoder(ModelFamily family, int defaultPaddingId = 0)
    {
        if (Text("position_embedding_type") is { } positions && !family.PositionTypes.Contains(positions))
        {
            throw Bad($"found position_embedding_type '{positions}', expected {string.Join(" or ", family.PositionTypes.Select(type => $"'{type}'"))}");
        }

        return Common(family) with
        {
            TypeVocabularySize = Whole("type_vocab_size", 2),
            PaddingId = Whole("pad_token_id", defaultPaddingId),
            LacksPadding = false,
        };
    }

    /// <summary>
    /// The fields that all families have. Of a decoder without a padding token the first token that ends texts is the padding for
    /// now, see <see cref="ModelConfig.LacksPadding"/>.
    /// </summary>
    public ModelConfig Common(ModelFamily family)
    {
        var fields = family.Fields;
        var (vocabulary, hidden) = (Required("vocab_size"), Required(fields.Hidden));
        var padding = Whole("pad_token_id", -1);
        return new ModelConfig
        {
            Family = family,
            VocabularySize = vocabulary,
            HiddenSize = hidden,
            Layers = Required(fields.Layers),
            Heads = Required(fields.Heads),
            IntermediateSize = fields.IntermediateIsOptional ? Whole(fields.Intermediate, 4 * hidden) : Required(fields.Intermediate),
            MaxPositions = Whole(fields.Positions, fields.DefaultPositions),
            LayerNormEpsilon = Number(fields.Epsilon) ?? fields.DefaultEpsilon,
            Activation = Activation(fields.Activation, fields.DefaultActivation),
            HiddenDropout = fields.HiddenDropout is { } dropout ? Number(dropout) ?? fields.DefaultDropout : 0,
            AttentionDropout = Number(fields.AttentionDropout) ?? fields.DefaultDropout,
            ClassifierDropout = (fields.ClassifierDropout is { } last ? Number(last) : null) ?? fields.DefaultClassifierDropout,
            InitializerRange = Number("initializer_range") ?? 0.02,
            PaddingId = padding >= 0 ? padding : Ids("eos_token_id") is [var end, ..] ? end : 0,
            LacksPadding = padding < 0,
            LabelNames = Labels(),
        };
    }

    /// <summary>What <c>config.json</c> calls a nonlinearity.</summary>
    public static string Word(Activation activation) => Activations.First(known => known.Activation == activation).Word;

    /// <summary>A truth value.</summary>
    public bool Flag(string field, bool otherwise = false) => Present(field)?.GetBoolean() ?? otherwise;

    /// <summary>A whole number; null where it is absent or null.</summary>
    public int? Whole(string field) => Present(field)?.GetInt32();

    /// <summary>A whole number.</summary>
    public int Whole(string field, int otherwise) => Whole(field) ?? otherwise;

    /// <summary>A number; null where it is absent or null.</summary>
    public double? Number(string field) => Present(field)?.GetDouble();

    /// <summary>A word; null where it is absent or null.</summary>
    public string? Text(string field) => Present(field) is { } value ? value.GetString() : null;

    /// <summary>A token's id, or the ids of several; empty where the field is absent or null.</summary>
    public IReadOnlyList<int> Ids(string field) => Present(field) is not { } value ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(id => id.GetInt32())]
        : [value.GetInt32()];

    /// <summary>Those of the fields that name tokens, with their <see cref="Ids"/>.</summary>
    public IReadOnlyList<(string Field, IReadOnlyList<int> Ids)> Tokens(params string[] fields) =>
        [.. fields.Select(field => (field, Ids(field))).Where(token => token.Item2.Count > 0)];

    /// <summary>A list of words; null where it is absent or null.</summary>
    public IReadOnlyList<string>? Texts(string field) =>
        Present(field) is { } value ? [.. value.EnumerateArray().Select(word => word.GetString() ?? "null")] : null;

    /// <summary>Whether the field holds a list.</summary>
    public bool IsList(string field) => Present(field)?.ValueKind == JsonValueKind.Array;

    /// <summary>Reads the fields of an object within this one; null where it is absent or null.</summary>
    public ConfigReader? Part(string field) => Present(field) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new ConfigReader(value, $"{path}: {field}")
        : throw Bad($"found {field} {value.GetRawText()}, expected an object");

    /// <summary>Whether the field is there, even as null.</summary>
    public bool Has(string field) => root.TryGetProperty(field, out _);

    /// <summary>The name of a nonlinearity.</summary>
    public Activation Activation(string field, Activation otherwise)
    {
        if (Text(field) is not { } word)
        {
            return otherwise;
        }

        foreach (var (known, activation) in Activations)
        {
            if (word == known)
            {
                return activation;
            }
        }

        throw Bad($"found {field} '{word}', expected {string.Join(", ", Activations.Select(known => known.Word))}");
    }

    void CheckProblem(ModelConfig config)
    {
        var expected = ConfigWriter.Word(config.ProblemType);
        var found = Text("problem_type") ?? expected;
        if (found != expected)
        {
            throw Bad($"found problem_type '{found}' with {config.Labels} labels, expected '{expected}'");
        }
    }

    string[] Labels()
    {
        if (!root.TryGetProperty("id2label", out var named) || named.ValueKind != JsonValueKind.Object)
        {
            var count = Whole("num_labels", 2);
            return count is >= 0 and <= ModelConfigCheck.MostLabels
                ? [.. Enumerable.Range(0, count).Select(i => $"LABEL_{i}")]
                : throw Bad($"found num_labels {count}, expected at least 1 and at most {ModelConfigCheck.MostLabels}");
        }

        var names = new string?[named.EnumerateObject().Count()];
        foreach (var label in named.EnumerateObject())
        {
            var isId = int.TryParse(label.Name, CultureInfo.InvariantCulture, out var id) && (uint)id < names.Length;
            if (!isId || names[id] is not null)
            {
                throw Bad($"found id2label entry '{label.Name}', expected the ids 0 to {names.Length - 1} once each");
            }

            names[id] = label.Value.ValueKind == JsonValueKind.String ? label.Value.GetString() : label.Value.GetRawText();
        }

        return names!;
    }

    /// <summary>A whole number that has no default.</summary>
    public int Required(string field) => Present(field)?.GetInt32() ?? throw Bad($"lacks the field {field}");

    /// <summary>A number that has no default.</summary>
    public double RequiredNumber(string field) => Number(field) ?? throw Bad($"lacks the field {field}");

    /// <summary>The error for a config that cannot be built.</summary>
    public ModelConfigException Bad(string problem) => new($"{path}: {problem}");

    JsonElement? Present(string field) =>
        root.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
