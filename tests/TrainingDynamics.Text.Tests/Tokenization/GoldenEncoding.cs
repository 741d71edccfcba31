using System.Text.Json;

namespace TrainingDynamics.Text.Tests.Tokenization;

/// <summary>What Hugging Face's slow tokenizer made of a text or a pair.</summary>
sealed record GoldenEncoding(string Text, string? TextPair, int[] Ids, int[]? TypeIds)
{
    public static string Folder(string model) => Repository.SharedPath("golden", "models", model);

    public static (int MaxLength, IReadOnlyList<GoldenEncoding> Encodings) Load(string model)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(model), "golden.json")));
        var encodings = json.RootElement.GetProperty("encodings").EnumerateArray()
            .Select(entry => new GoldenEncoding(
                entry.GetProperty("text").GetString()!,
                entry.TryGetProperty("text_pair", out var pair) ? pair.GetString() : null,
                Integers(entry.GetProperty("input_ids")),
                entry.TryGetProperty("token_type_ids", out var types) ? Integers(types) : null))
            .ToArray();
        // 48 in every golden file, and written into those that train.
        int maxLength = json.RootElement.TryGetProperty("max_length", out var limit) ? limit.GetInt32() : 48;
        return (maxLength, encodings);
    }

    static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetInt32())];
}
