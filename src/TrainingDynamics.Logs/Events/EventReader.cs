using System.Text.Json;

namespace TrainingDynamics.Logs;

/// <summary>
/// Reads <c>events.jsonl</c> of a finished or a live run: each call gives what was appended since the last one. A line
/// without its end is left for the next call; types and fields that are not known are ignored.
/// </summary>
/// <param name="path">The file; it need not exist yet.</param>
public sealed class EventReader(string path)
{
    long _offset;
    long _line;

    /// <summary>The events appended since the last call, oldest first; none when the file does not exist.</summary>
    /// <exception cref="LogFormatException">A whole line is no JSON object, or lacks a field of its type.</exception>
    public IReadOnlyList<RunEvent> ReadNew()
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(_offset, SeekOrigin.Begin);
        var appended = new byte[stream.Length - _offset];
        stream.ReadExactly(appended);

        var events = new List<RunEvent>();
        var rest = appended.AsSpan();
        while (rest.IndexOf((byte)'\n') is var end and >= 0)
        {
            _line++;
            if (Parse(rest[..end].Trim(" \t\r"u8)) is { } happened)
            {
                events.Add(happened);
            }

            rest = rest[(end + 1)..];
        }

        _offset += appended.Length - rest.Length;
        return events;
    }

    RunEvent? Parse(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            return null;
        }

        try
        {
            return IsKnown(line) ? JsonSerializer.Deserialize(line, LogJson.Compact.RunEvent) : null;
        }
        catch (JsonException e)
        {
            throw new LogFormatException(path, _line, $"no event: {e.Message}", e);
        }
    }

    static bool IsKnown(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            json.Read();
            if (isType)
            {
                return json.TokenType == JsonTokenType.String && LogJson.EventTypes.Contains(json.GetString()!);
            }

            json.Skip();
        }

        return false;
    }
}
