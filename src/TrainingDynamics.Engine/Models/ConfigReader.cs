using System.Globalization;
using System.Text.Json;

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
        var positions = Text("position_embedding_type") ?? "absolute";
        if (positions != "absolute")
        {
            throw Bad($"found position_embedding_type '{positions}', expected 'absolute'");
        }

        var fields = family.Fields;
        return new ModelConfig
        {
            Family = family,
            VocabularySize = Required("vocab_size"),
            HiddenSize = Required(fields.Hidden),
            Layers = Required(fields.Layers),
            Heads = Required(fields.Heads),
            IntermediateSize = Required(fields.Intermediate),
            MaxPositions = Whole("max_position_embeddings", 512),
            TypeVocabularySize = Whole("type_vocab_size", 2),
            LayerNormEpsilon = Number("layer_norm_eps") ?? 1e-12,
            Activation = Activation(fields.Activation),
            HiddenDropout = Number(fields.HiddenDropout) ?? 0.1,
            AttentionDropout = Number(fields.AttentionDropout) ?? 0.1,
            ClassifierDropout = Number(fields.ClassifierDropout) ?? fields.DefaultClassifierDropout,
            InitializerRange = Number("initializer_range") ?? 0.02,
            PaddingId = Whole("pad_token_id", defaultPaddingId),
            LabelNames = Labels(),
        };
    }

    /// <summary>What <c>config.json</c> calls a nonlinearity.</summary>
    public static string Word(Activation activation) => Activations.First(known => known.Activation == activation).Word;

    /// <summary>A truth value; false where it is absent or null.</summary>
    public bool Flag(string field) => Present(field)?.GetBoolean() ?? false;

    /// <summary>A whole number.</summary>
    public int Whole(string field, int otherwise) => Present(field)?.GetInt32() ?? otherwise;

    Activation Activation(string field)
    {
        var word = Text(field) ?? "gelu";
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

    string? Text(string field) => Present(field) is { } value ? value.GetString() : null;

    double? Number(string field) => Present(field)?.GetDouble();

    int Required(string field) => Present(field)?.GetInt32() ?? throw Bad($"lacks the field {field}");

    JsonElement? Present(string field) =>
        root.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    ModelConfigException Bad(string problem) => new($"{path}: {problem}");
}
