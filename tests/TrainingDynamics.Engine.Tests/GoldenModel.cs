using System.Text.Json;

namespace TrainingDynamics.Engine.Tests;

/// <summary>A checkpoint with what Hugging Face transformers computed with it; see the README of the golden data.</summary>
sealed class GoldenModel(string name) : IDisposable
{
    readonly JsonDocument _golden = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.At("golden", "models", name, "golden.json")));

    public string Folder { get; } = SharedFolder.At("golden", "models", name);

    public JsonElement Training => _golden.RootElement.GetProperty("training");

    public IReadOnlyList<GoldenEncoding> Encodings =>
        [.. _golden.RootElement.GetProperty("encodings").EnumerateArray().Select(e => new GoldenEncoding(
            Longs(e.GetProperty("input_ids")), Longs(e.GetProperty("token_type_ids")), Floats(e.GetProperty("logits"))))];

    public static long[] Longs(JsonElement array) => [.. array.EnumerateArray().Select(x => x.GetInt64())];

    public static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(x => x.GetSingle())];

    public void Dispose() => _golden.Dispose();
}

/// <summary>A text's ids and the logits of Hugging Face's model.</summary>
sealed record GoldenEncoding(long[] InputIds, long[] TypeIds, float[] Logits);
