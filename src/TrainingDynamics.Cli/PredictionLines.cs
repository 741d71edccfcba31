using System.Text;
using System.Text.Json;
using TrainingDynamics.Engine.Predicting;

namespace TrainingDynamics.Cli;

/// <summary>The JSON lines that <c>td predict</c> reads; <see cref="PredictionWriter"/> writes the others.</summary>
static class PredictionLines
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The texts of a file of JSON objects with <c>text</c> and, where wanted, <c>text_pair</c> and <c>guid</c>; blank lines are
    /// skipped. Reads as it goes.
    /// </summary>
    /// <param name="path">The file; <c>-</c> is standard input.</param>
    /// <exception cref="UsageException">The file cannot be read or a line is none; with the line.</exception>
    public static IEnumerable<PredictionInput> Read(string path)
    {
        using var reader = Open(path);
        var name = path == "-" ? "standard input" : path;
        for (var line = 1; ReadLine(reader, name, line) is { } text; line++)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                yield return Parse(text, name, line);
            }
        }
    }

    static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(path == "-" ? Console.OpenStandardInput() : File.OpenRead(path), StrictUtf8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: cannot be read: {e.Message}");
        }
    }

    static string? ReadLine(StreamReader reader, string path, int line)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (DecoderFallbackException)
        {
            throw new UsageException($"{path}, line {line} or a few behind it: found bytes that are not UTF-8, expected UTF-8 text; convert the file");
        }
    }

    static PredictionInput Parse(string text, string path, int line)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("text", out var first) && first.ValueKind == JsonValueKind.String)
            {
                return new PredictionInput(first.GetString()!, Pair(root), root.TryGetProperty("guid", out var guid) ? guid.GetRawText() : null);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Told below, in the same words as an object without a text.
        }

        throw new UsageException($"{path}, line {line}: expected a JSON object with a text, such as {{\"text\": \"…\", \"text_pair\": \"…\"}}");
    }

    static string? Pair(JsonElement root) =>
        root.TryGetProperty("text_pair", out var pair) && pair.ValueKind != JsonValueKind.Null ? pair.GetString() : null;
}
