using System.Globalization;
using System.Text.Json;

namespace TrainingDynamics.Engine.Models;

/// <summary>Writes a <c>config.json</c> with the fields of the model's family, in alphabetical order as Hugging Face does.</summary>
static class ModelConfigWriter
{
    public static void Write(Utf8JsonWriter json, ModelConfig config)
    {
        var members = new SortedDictionary<string, Action>(StringComparer.Ordinal);
        var (word, _, architecture) = ConfigWords.Families.Single(known => known.Family == config.Family);
        var fields = ConfigFields.Of(config.Family);
        members["architectures"] = () =>
        {
            json.WriteStartArray();
            json.WriteStringValue(architecture);
            json.WriteEndArray();
        };
        members["id2label"] = () => WriteLabels(json, config.LabelNames);
        members["label2id"] = () => WriteIds(json, config.LabelNames);
        Text("model_type", word);
        Text("problem_type", config.ProblemType == ProblemType.Regression ? ConfigWords.Regression : ConfigWords.Classification);
        Whole("vocab_size", config.VocabularySize);
        Whole("max_position_embeddings", config.MaxPositions);
        Whole("pad_token_id", config.PaddingId);
        Whole(fields.Hidden, config.HiddenSize);
        Whole(fields.Layers, config.Layers);
        Whole(fields.Heads, config.Heads);
        Whole(fields.Intermediate, config.IntermediateSize);
        Text(fields.Activation, ConfigWords.Activations.Single(known => known.Activation == config.Activation).Word);
        Number(fields.HiddenDropout, config.HiddenDropout);
        Number(fields.AttentionDropout, config.AttentionDropout);
        // DistilBERT's field has no null that would stand for another.
        var isDistilBert = config.Family == ModelFamily.DistilBert;
        Number(fields.ClassifierDropout, config.ClassifierDropout ?? (isDistilBert ? config.HiddenDropout : null));
        Number("initializer_range", config.InitializerRange);
        if (isDistilBert)
        {
            members["sinusoidal_pos_embds"] = () => json.WriteBooleanValue(config.SinusoidalPositions);
        }
        else
        {
            Number("layer_norm_eps", config.LayerNormEpsilon);
            Text("position_embedding_type", "absolute");
            Whole("type_vocab_size", config.TypeVocabularySize);
        }

        if (config.Family == ModelFamily.Electra)
            Whole("embedding_size", config.EmbeddingSize);

        json.WriteStartObject();
        foreach (var (name, write) in members)
        {
            json.WritePropertyName(name);
            write();
        }

        json.WriteEndObject();

        void Text(string field, string value) => members[field] = () => json.WriteStringValue(value);

        void Whole(string field, int value) => members[field] = () => json.WriteNumberValue(value);

        void Number(string field, double? value) => members[field] = () =>
        {
            if (value is { } number)
                json.WriteNumberValue(number);
            else
                json.WriteNullValue();
        };
    }

    static void WriteLabels(Utf8JsonWriter json, IReadOnlyList<string> names)
    {
        json.WriteStartObject();
        for (var id = 0; id < names.Count; id++)
            json.WriteString(id.ToString(CultureInfo.InvariantCulture), names[id]);
        json.WriteEndObject();
    }

    static void WriteIds(Utf8JsonWriter json, IReadOnlyList<string> names)
    {
        json.WriteStartObject();
        for (var id = 0; id < names.Count; id++)
            json.WriteNumber(names[id], id);
        json.WriteEndObject();
    }
}
