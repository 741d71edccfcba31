using System.Text.Json;

namespace TrainingDynamics.Text.Tests.Tokenization;

/// <summary>What Hugging Face's default tokenizer makes of a text or a pair: the fast one, where it differs from the slow one.</summary>
sealed record GoldenEncoding(string Text, string? TextPair, int[] Ids, int[]? TypeIds)
{
    public static string Folder(string model) => Repository.GoldenModel(model);

    public static (int MaxLength, IReadOnlyList<GoldenEncoding> Encodings) Load(string model)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(model), "golden.json")));
        var encodings = json.RootElement.GetProperty("encodings").EnumerateArray()
            .Select(entry => (Entry: entry, Ids: entry.TryGetProperty("fast", out var fast) ? fast : entry))
            .Select(it => new GoldenEncoding(
                it.Entry.GetProperty("text").GetString()!,
                it.Entry.TryGetProperty("text_pair", out var pair) ? pair.GetString() : null,
                Integers(it.Ids.GetProperty("input_ids")),
                it.Ids.TryGetProperty("token_type_ids", out var types) ? Integers(types) : null))
            // The shared folders have only the slow tokenizers' ids, which cut two long texts in another way.
            .Where(golden => Folder(model) == Repository.GoldenPath("models", model) || golden.TextPair is null || golden.Ids.Length < 48)
            .ToArray();
        // 48 in every golden file, and written into those that train.
        int maxLength = json.RootElement.TryGetProperty("max_length", out var limit) ? limit.GetInt32() : 48;
        return (maxLength, encodings);
    }

    static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetInt32())];
}
