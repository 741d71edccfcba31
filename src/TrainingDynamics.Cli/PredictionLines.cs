using System.Text;
using System.Text.Json;
using TrainingDynamics.Engine.Predicting;

namespace TrainingDynamics.Cli;

/// <summary>The JSON lines that <c>td predict</c> reads; <see cref="PredictionWriter"/> writes its results.</summary>
static class PredictionLines
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The texts of a file of JSON objects with <c>text</c> and optionally <c>text_pair</c> and <c>guid</c>; blank lines are skipped. Reads
    /// while the texts are used, from a file, a FIFO or, for <c>-</c>, standard input; <paramref name="stop"/> ends waiting for a pipe.
    /// </summary>
    /// <exception cref="UsageException">The file cannot be read or a line is malformed; with the line.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static IEnumerable<PredictionInput> Read(string path, CancellationToken stop)
    {
        using var reader = new StreamReader(Open(path, stop), StrictUtf8);
        var mayWait = IsPipe(path);
        var name = path == "-" ? "standard input" : path;
        for (var line = 1; (mayWait ? Waiting(() => ReadLine(reader, name, line), stop) : ReadLine(reader, name, line)) is { } text; line++)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                yield return Parse(text, name, line);
            }
        }
    }

    /// <summary>Whether a file's first object has a <c>text</c>, so that its lines can be read while they come.</summary>
    public static bool BeginsWithText(string path)
    {
        try
        {
            using var reader = new StreamReader(RegularFile.Open(path));
            while (reader.ReadLine() is { } line)
            {
                if (!string.IsNullOrWhiteSpace(line))
                {
                    using var json = JsonDocument.Parse(line);
                    return json.RootElement.ValueKind != JsonValueKind.Object || json.RootElement.TryGetProperty("text", out _);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // Whoever reads the lines says what is wrong.
        }

        return true;
    }

    /// <summary>All that a pipe gives, read to its end.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static byte[] Bytes(string path, CancellationToken stop)
    {
        using var stream = Open(path, stop);
        using var all = new MemoryStream();
        Waiting(
            () =>
            {
                stream.CopyTo(all);
                return all;
            },
            stop);
        return all.ToArray();
    }

    static bool IsPipe(string path) => path == "-" || FileStatus.Of(path).Kind == FileKind.Fifo;

    // The other end of a pipe may keep this one waiting for ever, to open it as well as to read.
    static T Waiting<T>(Func<T> read, CancellationToken stop) => Task.Run(read, stop).WaitAsync(stop).GetAwaiter().GetResult();

    static Stream Open(string path, CancellationToken stop)
    {
        try
        {
            return path == "-" ? Console.OpenStandardInput()
                : IsPipe(path) ? Waiting(() => File.OpenRead(path), stop)
                : RegularFile.Open(path);
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
                return new PredictionInput(first.GetString()!, Pair(root), root.TryGetProperty("guid", out var guid) ? guid.GetRawText() : null)
                {
                    Place = $"{path}, line {line}",
                };
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
