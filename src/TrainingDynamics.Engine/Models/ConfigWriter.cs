namespace TrainingDynamics.Engine.Models;

/// <summary>Writes a <c>config.json</c> with the fields of the model's family, in alphabetical order as Hugging Face does.</summary>
sealed class ConfigWriter
{
    readonly SortedDictionary<string, Action<Utf8JsonWriter>> _members = new(StringComparer.Ordinal);

    ConfigWriter()
    {
    }

    /// <summary>Writes the whole object.</summary>
    public static void Write(Utf8JsonWriter json, ModelConfig config)
    {
        var writer = new ConfigWriter();
        config.Family.Write(writer, config);
        writer.WriteTo(json);
    }

    /// <summary>What <c>config.json</c> calls what the logits stand for.</summary>
    public static string Word(ProblemType problem) =>
        problem == ProblemType.Regression ? "regression" : "single_label_classification";

    /// <summary>The fields that all families have.</summary>
    public void Common(ModelConfig config)
    {
        var fields = config.Family.Fields;
        _members["architectures"] = json =>
        {
            json.WriteStartArray();
            json.WriteStringValue(config.Family.ClassName);
            json.WriteEndArray();
        };
        _members["id2label"] = json => WriteLabels(json, config.LabelNames);
        _members["label2id"] = json => WriteIds(json, config.LabelNames);
        Text("model_type", config.Family.ModelType);
        Text("problem_type", Word(config.ProblemType));
        Whole("vocab_size", config.VocabularySize);
        Whole(fields.Positions, config.MaxPositions);
        Whole("pad_token_id", config.PaddingId);
        Whole(fields.Hidden, config.HiddenSize);
        Whole(fields.Layers, config.Layers);
        Whole(fields.Heads, config.Heads);
        Whole(fields.Intermediate, config.IntermediateSize);
        Text(fields.Activation, ConfigReader.Word(config.Activation));
        if (fields.HiddenDropout is { } hidden)
        {
            Number(hidden, config.HiddenDropout);
        }

        Number(fields.AttentionDropout, config.AttentionDropout);
        if (fields.ClassifierDropout is { } classifier)
        {
            Number(classifier, config.ClassifierDropout);
        }

        Number("initializer_range", config.InitializerRange);
    }

    /// <summary>The fields of token types, positions and layer norms, which DistilBERT's config lacks.</summary>
    public void TypesPositionsNorm(ModelConfig config)
    {
        Epsilon(config);
        Text("position_embedding_type", "absolute");
        Whole("type_vocab_size", config.TypeVocabularySize);
    }

    /// <summary>The epsilon of norms.</summary>
    public void Epsilon(ModelConfig config) => Number(config.Family.Fields.Epsilon, config.LayerNormEpsilon);

    /// <summary>A truth value.</summary>
    public void Flag(string field, bool value) => _members[field] = json => json.WriteBooleanValue(value);

    /// <summary>A whole number.</summary>
    public void Whole(string field, int value) => _members[field] = json => json.WriteNumberValue(value);

    /// <summary>A word.</summary>
    public void Text(string field, string value) => _members[field] = json => json.WriteStringValue(value);

    /// <summary>A number, or null.</summary>
    public void Number(string field, double? value) => _members[field] = json =>
    {
        if (value is { } number)
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteNullValue();
        }
    };

    /// <summary>A list of words.</summary>
    public void Texts(string field, IReadOnlyList<string> values) => _members[field] = json =>
    {
        json.WriteStartArray();
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    };

    /// <summary>The ids of tokens by field: one as a number, several as a list.</summary>
    public void Tokens(IReadOnlyList<(string Field, IReadOnlyList<int> Ids)> tokens)
    {
        foreach (var (field, ids) in tokens)
        {
            if (ids is [var only])
            {
                Whole(field, only);
                continue;
            }

            _members[field] = json =>
            {
                json.WriteStartArray();
                foreach (var id in ids)
                {
                    json.WriteNumberValue(id);
                }

                json.WriteEndArray();
            };
        }
    }

    /// <summary>An object with its fields.</summary>
    public void Part(string field, Action<ConfigWriter> write)
    {
        var part = new ConfigWriter();
        write(part);
        _members[field] = part.WriteTo;
    }

    void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (name, write) in _members)
        {
            json.WritePropertyName(name);
            write(json);
        }

        json.WriteEndObject();
    }

    static void WriteLabels(Utf8JsonWriter json, IReadOnlyList<string> names)
    {
        json.WriteStartObject();
        for (var id = 0; id < names.Count; id++)
        {
            json.WriteString(id.ToString(CultureInfo.InvariantCulture), names[id]);
        }

        json.WriteEndObject();
    }

    static void WriteIds(Utf8JsonWriter json, IReadOnlyList<string> names)
    {
        json.WriteStartObject();
        for (var id = 0; id < names.Count; id++)
        {
            json.WriteNumber(names[id], id);
        }

        json.WriteEndObject();
    }
}
