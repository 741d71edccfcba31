using System.Globalization;
using System.Text.Json;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Models;

/// <summary>Hugging Face's <c>config.json</c> of a BERT, read and written.</summary>
public static class ModelConfigFile
{
    /// <summary>
    /// Reads a config; absent optional fields take Hugging Face's defaults, unknown fields are ignored.
    /// </summary>
    /// <exception cref="ModelConfigException">
    /// The file is missing or malformed, of another family, or its sizes contradict each other.
    /// </exception>
    public static ModelConfig Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var config = Parse(document.RootElement, path);
            Check(config, path);
            return config;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelConfigException($"{path}: cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new ModelConfigException($"{path}: is no model config: {e.Message}", e);
        }
    }

    /// <summary>Writes a config that <c>BertForSequenceClassification.from_pretrained</c> loads.</summary>
    public static void Write(ModelConfig config, string path)
    {
        ArgumentNullException.ThrowIfNull(config);
        WholeFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
            WriteTo(json, config);
        });
    }

    static ModelConfig Parse(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new ModelConfigException($"{path}: found a JSON {root.ValueKind}, expected an object");
        var family = Text(root, "model_type") ?? "bert"; // BERT's first configs lack the field; later families all have it
        if (family != "bert")
            throw new ModelConfigException($"{path}: found model_type '{family}', expected 'bert', the family that is built");
        var positions = Text(root, "position_embedding_type") ?? "absolute";
        if (positions != "absolute")
            throw new ModelConfigException($"{path}: found position_embedding_type '{positions}', expected 'absolute'");

        return new ModelConfig
        {
            VocabularySize = Required(root, "vocab_size", path),
            HiddenSize = Required(root, "hidden_size", path),
            Layers = Required(root, "num_hidden_layers", path),
            Heads = Required(root, "num_attention_heads", path),
            IntermediateSize = Required(root, "intermediate_size", path),
            MaxPositions = (int)(Number(root, "max_position_embeddings") ?? 512),
            TypeVocabularySize = (int)(Number(root, "type_vocab_size") ?? 2),
            LayerNormEpsilon = Number(root, "layer_norm_eps") ?? 1e-12,
            Activation = (Text(root, "hidden_act") ?? "gelu") switch
            {
                "gelu" => Activation.Gelu,
                "gelu_new" => Activation.GeluTanh,
                "relu" => Activation.Relu,
                var other => throw new ModelConfigException($"{path}: found hidden_act '{other}', expected gelu, gelu_new or relu"),
            },
            HiddenDropout = Number(root, "hidden_dropout_prob") ?? 0.1,
            AttentionDropout = Number(root, "attention_probs_dropout_prob") ?? 0.1,
            ClassifierDropout = Number(root, "classifier_dropout"),
            InitializerRange = Number(root, "initializer_range") ?? 0.02,
            PaddingId = (int)(Number(root, "pad_token_id") ?? 0),
            LabelNames = Labels(root, path),
        };
    }

    static string[] Labels(JsonElement root, string path)
    {
        if (!root.TryGetProperty("id2label", out var named) || named.ValueKind != JsonValueKind.Object)
        {
            var count = (int)(Number(root, "num_labels") ?? 2);
            return [.. Enumerable.Range(0, count).Select(i => $"LABEL_{i}")];
        }

        var names = new string?[named.EnumerateObject().Count()];
        foreach (var label in named.EnumerateObject())
        {
            var isId = int.TryParse(label.Name, CultureInfo.InvariantCulture, out var id) && (uint)id < names.Length;
            if (!isId || names[id] is not null)
            {
                throw new ModelConfigException(
                    $"{path}: found id2label entry '{label.Name}', expected the ids 0 to {names.Length - 1} once each");
            }

            names[id] = label.Value.GetString();
        }

        return names!;
    }

    static void Check(ModelConfig config, string path)
    {
        Positive("vocab_size", config.VocabularySize);
        Positive("hidden_size", config.HiddenSize);
        Positive("num_hidden_layers", config.Layers);
        Positive("num_attention_heads", config.Heads);
        Positive("intermediate_size", config.IntermediateSize);
        Positive("max_position_embeddings", config.MaxPositions);
        Positive("type_vocab_size", config.TypeVocabularySize);
        Positive("number of labels", config.Labels);
        Probability("hidden_dropout_prob", config.HiddenDropout);
        Probability("attention_probs_dropout_prob", config.AttentionDropout);
        Probability("classifier_dropout", config.ClassifierDropout ?? 0);
        if (config.HiddenSize % config.Heads != 0)
            Fail($"hidden_size {config.HiddenSize} is no multiple of num_attention_heads {config.Heads}");
        if ((uint)config.PaddingId >= config.VocabularySize)
            Fail($"pad_token_id {config.PaddingId} is no id of a vocabulary of {config.VocabularySize}");

        void Positive(string field, int value)
        {
            if (value < 1)
                Fail($"found {field} {value}, expected at least 1");
        }

        void Probability(string field, double value)
        {
            if (value is not (>= 0 and < 1))
                Fail(string.Create(CultureInfo.InvariantCulture, $"found {field} {value}, expected a probability in [0, 1)"));
        }

        void Fail(string problem) => throw new ModelConfigException($"{path}: {problem}");
    }

    static string? Text(JsonElement root, string field) =>
        root.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;

    static double? Number(JsonElement root, string field) =>
        root.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetDouble() : null;

    static int Required(JsonElement root, string field, string path) => root.TryGetProperty(field, out var value)
        ? value.GetInt32()
        : throw new ModelConfigException($"{path}: lacks the field {field}");

    static void WriteTo(Utf8JsonWriter json, ModelConfig config)
    {
        json.WriteStartObject();
        json.WriteStartArray("architectures");
        json.WriteStringValue("BertForSequenceClassification");
        json.WriteEndArray();
        json.WriteNumber("attention_probs_dropout_prob", config.AttentionDropout);
        if (config.ClassifierDropout is { } classifier)
            json.WriteNumber("classifier_dropout", classifier);
        else
            json.WriteNull("classifier_dropout");
        json.WriteString("hidden_act", config.Activation switch
        {
            Activation.Gelu => "gelu",
            Activation.GeluTanh => "gelu_new",
            _ => "relu",
        });
        json.WriteNumber("hidden_dropout_prob", config.HiddenDropout);
        json.WriteNumber("hidden_size", config.HiddenSize);
        json.WriteStartObject("id2label");
        for (var id = 0; id < config.Labels; id++)
            json.WriteString(id.ToString(CultureInfo.InvariantCulture), config.LabelNames[id]);
        json.WriteEndObject();
        json.WriteNumber("initializer_range", config.InitializerRange);
        json.WriteNumber("intermediate_size", config.IntermediateSize);
        json.WriteStartObject("label2id");
        for (var id = 0; id < config.Labels; id++)
            json.WriteNumber(config.LabelNames[id], id);
        json.WriteEndObject();
        json.WriteNumber("layer_norm_eps", config.LayerNormEpsilon);
        json.WriteNumber("max_position_embeddings", config.MaxPositions);
        json.WriteString("model_type", "bert");
        json.WriteNumber("num_attention_heads", config.Heads);
        json.WriteNumber("num_hidden_layers", config.Layers);
        json.WriteNumber("pad_token_id", config.PaddingId);
        json.WriteString("position_embedding_type", "absolute");
        json.WriteString("problem_type", "single_label_classification");
        json.WriteNumber("type_vocab_size", config.TypeVocabularySize);
        json.WriteNumber("vocab_size", config.VocabularySize);
        json.WriteEndObject();
    }
}
