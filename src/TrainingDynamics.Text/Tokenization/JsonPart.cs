using System.Text.Json;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Text.Tokenization;

readonly struct JsonPart(string path, string place, JsonElement element)
{
    const int LongestQuote = 60;

    /// <summary>The file.</summary>
    public string Path => path;

    public bool IsArray => element.ValueKind == JsonValueKind.Array;

    public JsonElement Element => element;

    /// <summary>Reads a file that holds one object.</summary>
    /// <exception cref="VocabularyFormatException">It cannot be read, or is not a JSON object.</exception>
    public static JsonPart Read(string path)
    {
        try
        {
            return Parse(path, RegularFile.ReadAllBytes(path, RegularFile.MostTokenizerBytes));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new VocabularyFormatException(
                path, null, $"expected a file of a tokenizer: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>Parses the content of a file, or of a file that would be there.</summary>
    /// <exception cref="VocabularyFormatException">It is not a JSON object.</exception>
    public static JsonPart Parse(string path, byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            RequireText(document.RootElement);
            var root = new JsonPart(path, "", document.RootElement.Clone());
            return root.Element.ValueKind == JsonValueKind.Object ? root : throw root.Refuse("a JSON object");
        }
        catch (JsonException exception)
        {
            throw new VocabularyFormatException(
                path,
                (int?)(exception.LineNumber + 1),
                "found text that is not JSON, expected a file of a tokenizer",
                exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new VocabularyFormatException(path, null, "found a text that is not valid Unicode, expected UTF-8; get the file again", exception);
        }
    }

    // The parser looks at a text only when it is asked for; better all at once, where the file is still named.
    static void RequireText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    RequireText(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    RequireText(member.Value);
                }

                break;
        }
    }

    /// <summary>A value of this object; null where it is missing or JSON's null.</summary>
    public JsonPart? Find(string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Refuse("a JSON object");
        }

        return element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? Named(name, value)
            : null;
    }

    /// <summary>A required value of this object.</summary>
    public JsonPart Need(string name, string expected = "a value") =>
        Find(name) ?? throw Named(name, default).Refuse(expected);

    /// <summary>True where this object has the name, even with JSON's null as its value.</summary>
    public bool Has(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out _);

    /// <summary>The names and values of this object, in the file's order.</summary>
    public IEnumerable<(string Name, JsonPart Value)> Members()
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Refuse("a JSON object");
        }

        var (file, prefix) = (path, place.Length == 0 ? "" : place + ".");
        return element.EnumerateObject().Select(member => (member.Name, new JsonPart(file, prefix + member.Name, member.Value)));
    }

    public IEnumerable<JsonPart> Items()
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            throw Refuse("a JSON array");
        }

        var (file, prefix) = (path, place);
        return element.EnumerateArray().Select((item, i) => new JsonPart(file, $"{prefix}[{i}]", item));
    }

    public string Text()
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Refuse("a string");
        }
        catch (InvalidOperationException exception)
        {
            // Half of a surrogate pair, written as an escape.
            throw new VocabularyFormatException(
                path, null, $"{place}: found a string that is not Unicode, expected one that is", exception);
        }
    }

    /// <summary>This value as a whole number from 0 to one below the largest 32-bit number.</summary>
    public int Id() =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var id) && id is >= 0 and < int.MaxValue
            ? id
            : throw Refuse("an id, 0 or more");

    /// <summary>A flag of this object; null where it is missing.</summary>
    public bool? Flag(string name) => Find(name) is not { } value ? null
        : value.Element.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.Element.GetBoolean()
        : throw value.Refuse("true or false");

    /// <summary>The spelling of a token in this object: a string, or an object with the string as its content.</summary>
    public string? Token(string name) => Find(name) is not { } value ? null
        : value.Element.ValueKind == JsonValueKind.Object ? value.Need("content").Text()
        : value.Text();

    /// <summary>The exception for a value of another kind than expected.</summary>
    public VocabularyFormatException Refuse(string expected)
    {
        var found = element.ValueKind switch
        {
            JsonValueKind.Undefined => "nothing",
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            _ => Quote(element.GetRawText()),
        };
        return Complain($"found {found}, expected {expected}");
    }

    /// <summary>The exception for another fault of the value.</summary>
    public VocabularyFormatException Complain(string problem) =>
        new(path, null, place.Length == 0 ? problem : $"{place}: {problem}");

    JsonPart Named(string name, JsonElement value) => new(path, place.Length == 0 ? name : $"{place}.{name}", value);

    static string Quote(string raw) =>
        raw.Length <= LongestQuote ? raw : string.Concat(raw.AsSpan(0, LongestQuote), "…");
}
