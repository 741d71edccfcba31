using System.Text.Json;

namespace TrainingDynamics.Text.Tests.Tokenization;

/// <summary>What Hugging Face's default tokenizer makes of a text or a pair: the fast one, where it differs from the slow one.</summary>
sealed record GoldenEncoding(string Text, string? TextPair, int[] Ids, int[]? TypeIds)
{
    public static string Folder(string model) => Repository.GoldenModel(model);

    /// <summary>The <c>vocab.txt</c> of a golden folder; that of <c>bert-base-uncased</c> lies beside the repository.</summary>
    public static string Vocabulary(string model) =>
        model == "bert-base-uncased" ? Repository.SharedPath("data", "vocab", "bert-base-uncased-vocab.txt") : Path.Combine(Folder(model), "vocab.txt");

    /// <summary>The folders in the repository, and those beside it where they are, with a certain file in them.</summary>
    public static IEnumerable<string> FoldersWith(string file) => new[] { Repository.GoldenPath("models") }
        .Concat(Repository.Shared is null ? [] : [Repository.SharedPath("golden", "models")])
        .SelectMany(Directory.GetDirectories)
        .Where(folder => File.Exists(Path.Combine(folder, file)))
        .Order(StringComparer.Ordinal);

    public static (int MaxLength, IReadOnlyList<GoldenEncoding> Encodings) Load(string model) => LoadFrom(Folder(model));

    public static (int MaxLength, IReadOnlyList<GoldenEncoding> Encodings) LoadFrom(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "golden.json")));
        var isFast = json.RootElement.TryGetProperty("tokenizer", out _) || folder.StartsWith(Repository.GoldenPath(), StringComparison.Ordinal);
        var encodings = json.RootElement.GetProperty("encodings").EnumerateArray()
            .Select(entry => (Entry: entry, Ids: entry.TryGetProperty("fast", out var fast) ? fast : entry))
            .Select(it => new GoldenEncoding(
                it.Entry.GetProperty("text").GetString()!,
                it.Entry.TryGetProperty("text_pair", out var pair) ? pair.GetString() : null,
                Integers(it.Ids.GetProperty("input_ids")),
                it.Ids.TryGetProperty("token_type_ids", out var types) ? Integers(types) : null))
            // The older shared folders have only the slow tokenizers' ids, which cut two long texts in another way.
            .Where(golden => isFast || golden.TextPair is null || golden.Ids.Length < 48)
            .ToArray();
        // 48 in every golden file, and written into those that train.
        var maxLength = json.RootElement.TryGetProperty("max_length", out var limit) ? limit.GetInt32() : 48;
        return (maxLength, encodings);
    }

    static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetInt32())];
}
