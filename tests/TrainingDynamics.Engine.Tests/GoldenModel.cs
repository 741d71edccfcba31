using System.Text.Json;

namespace TrainingDynamics.Engine.Tests;

/// <summary>A checkpoint with what Hugging Face transformers computed with it; see the README of the golden data.</summary>
sealed class GoldenModel(string name) : IDisposable
{
    readonly JsonDocument _golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.GoldenModel(name), "golden.json")));

    public string Folder { get; } = Repository.GoldenModel(name);

    public JsonElement Training => _golden.RootElement.GetProperty("training");

    /// <summary>The run with adapters.</summary>
    public JsonElement Lora => _golden.RootElement.GetProperty("lora");

    public IReadOnlyList<GoldenEncoding> Encodings =>
        [.. _golden.RootElement.GetProperty("encodings").EnumerateArray()
            .Select(e => e.TryGetProperty("fast", out var fast) ? fast : e)
            .Where(e => e.GetProperty("input_ids").GetArrayLength() > 0) // Hugging Face has no logits for a text without tokens
            .Select(e => new GoldenEncoding(
                Longs(e.GetProperty("input_ids")),
                e.TryGetProperty("token_type_ids", out var types) ? Longs(types) : new long[e.GetProperty("input_ids").GetArrayLength()],
                Floats(e.TryGetProperty("logits", out var logits) ? logits : e.GetProperty("pooler_output"))))];

    public static long[] Longs(JsonElement array) => [.. array.EnumerateArray().Select(x => x.GetInt64())];

    public static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(x => x.GetSingle())];

    public void Dispose() => _golden.Dispose();
}

/// <summary>A text's ids, types (all 0 where the family has none) and Hugging Face's logits, or pooler's output where there is no classifier.</summary>
sealed record GoldenEncoding(long[] InputIds, long[] TypeIds, float[] Logits);
