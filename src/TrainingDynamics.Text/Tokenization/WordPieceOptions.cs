using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>How text becomes words before the pieces are looked up: the switches of Hugging Face's BertTokenizer.</summary>
public sealed record WordPieceOptions
{
    /// <summary>Lower-cases the text, special tokens apart.</summary>
    public bool LowerCase { get; init; } = true;

    /// <summary>Removes accents after canonical decomposition; null does as <see cref="LowerCase"/> says.</summary>
    public bool? StripAccents { get; init; }

    /// <summary>Makes every Chinese character a word of its own.</summary>
    public bool SpaceCjk { get; init; } = true;

    /// <summary>Spelling of the special tokens.</summary>
    public SpecialTokens SpecialTokens { get; init; } = new();

    /// <summary>Most tokens that the model takes; null where the configuration names none.</summary>
    public int? ModelMaxLength { get; init; }

    /// <summary>Reads a <c>tokenizer_config.json</c>; what it does not name keeps its default.</summary>
    /// <exception cref="VocabularyFormatException">The file is missing or not JSON of the expected kinds.</exception>
    public static WordPieceOptions Load(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            var bert = new SpecialTokens();
            return new WordPieceOptions
            {
                LowerCase = Flag(root, "do_lower_case") ?? true,
                StripAccents = Flag(root, "strip_accents"),
                SpaceCjk = Flag(root, "tokenize_chinese_chars") ?? true,
                ModelMaxLength = Limit(root, "model_max_length"),
                SpecialTokens = new SpecialTokens(
                    Token(root, "pad_token") ?? bert.Padding,
                    Token(root, "unk_token") ?? bert.Unknown,
                    Token(root, "cls_token") ?? bert.Classifier,
                    Token(root, "sep_token") ?? bert.Separator,
                    Token(root, "mask_token") ?? bert.Mask),
            };
        }
        catch (JsonException exception)
        {
            throw new VocabularyFormatException(
                path, (int?)(exception.LineNumber + 1), "found text that is not JSON, expected a tokenizer configuration", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new VocabularyFormatException(
                path, null, $"expected a tokenizer configuration: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>Writes a <c>tokenizer_config.json</c> that Hugging Face's BertTokenizer reads.</summary>
    public void Save(string path)
    {
        var json = new JsonObject
        {
            ["cls_token"] = SpecialTokens.Classifier,
            ["do_lower_case"] = LowerCase,
            ["mask_token"] = SpecialTokens.Mask,
            ["pad_token"] = SpecialTokens.Padding,
            ["sep_token"] = SpecialTokens.Separator,
            ["strip_accents"] = StripAccents,
            ["tokenize_chinese_chars"] = SpaceCjk,
            ["tokenizer_class"] = "BertTokenizer",
            ["unk_token"] = SpecialTokens.Unknown,
        };
        if (ModelMaxLength is int limit)
            json["model_max_length"] = limit;
        File.WriteAllText(path, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n");
    }

    static JsonElement? Value(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    static bool? Flag(JsonElement root, string name) => Value(root, name)?.GetBoolean();

    // Hugging Face writes 1e30 for "no limit".
    static int? Limit(JsonElement root, string name) =>
        Value(root, name) is { } value && value.TryGetInt32(out int limit) ? limit : null;

    // A token is a string, or an object with its text under "content".
    static string? Token(JsonElement root, string name) =>
        Value(root, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? Value(value, "content")?.GetString()
        : value.GetString();
}
