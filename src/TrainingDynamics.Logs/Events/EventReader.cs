namespace TrainingDynamics.Logs;

/// <summary>
/// Reads <c>events.jsonl</c> of a finished or a live run: each call gives what was appended since the last one. A line
/// without its end is left for the next call; types and fields that are not known are ignored.
/// </summary>
/// <param name="path">The file; it need not exist yet.</param>
/// <param name="isSparse">
/// True if only the run's state is wanted: then only the last of consecutive steps is given, and likewise for progress.
/// The events of days are then read in a second and take little memory.
/// </param>
public sealed class EventReader(string path, bool isSparse = false)
{
    const int MaxLineBytes = 1 << 26;

    // As EventLog writes them; events spelt otherwise are all given.
    static readonly byte[][] Frequent = [[.. "{\"type\":\"step\","u8], [.. "{\"type\":\"recording\","u8]];

    long _offset;
    long _line;
    byte[] _passed = [];
    long _passedLine;

    /// <summary>
    /// The events appended since the last call, oldest first; none when the file does not exist. A file that has become
    /// shorter is another run's, and is read from its start.
    /// </summary>
    /// <param name="most">How many at the most; where there are more, the next call goes on.</param>
    /// <exception cref="LogFormatException">The file cannot be read, or a whole line is no JSON object or lacks a field of its type.</exception>
    public IReadOnlyList<RunEvent> ReadNew(int most = int.MaxValue)
    {
        var events = new List<RunEvent>();
        try
        {
            using var stream = RegularFile.Open(path, 1);
            if (stream.Length < _offset)
            {
                (_offset, _line) = (0, 0);
            }

            stream.Seek(_offset, SeekOrigin.Begin);
            bool Take(ReadOnlySpan<byte> line)
            {
                _line++;
                Add(line.Trim(" \t\r"u8), events);
                _offset += line.Length + 1;
                return events.Count < most;
            }

            GrowingLines.Read(
                stream, MaxLineBytes, Take, () => new LogFormatException(path, _line + 1, $"longer than {MaxLineBytes >> 20} MiB; this is no events file"));
            AddPassed(events);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Not begun yet, or deleted.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogFormatException(path, 0, $"cannot be read: {e.Message}", e);
        }

        return events;
    }

    void Add(ReadOnlySpan<byte> line, List<RunEvent> events)
    {
        var kind = isSparse ? KindOf(line) : -1;
        if (kind < 0 || kind != KindOf(_passed))
        {
            AddPassed(events);
        }

        if (kind >= 0)
        {
            _passed = line.ToArray();
            _passedLine = _line;
        }
        else if (Parse(line, _line) is { } happened)
        {
            events.Add(happened);
        }
    }

    void AddPassed(List<RunEvent> events)
    {
        var passed = _passed;
        _passed = [];
        if (Parse(passed, _passedLine) is { } happened)
        {
            events.Add(happened);
        }
    }

    static int KindOf(ReadOnlySpan<byte> line)
    {
        for (var kind = 0; kind < Frequent.Length; kind++)
        {
            if (line.StartsWith(Frequent[kind]))
            {
                return kind;
            }
        }

        return -1;
    }

    RunEvent? Parse(ReadOnlySpan<byte> line, long number)
    {
        if (line.IsEmpty)
        {
            return null;
        }

        try
        {
            var happened = IsKnown(line) ? JsonSerializer.Deserialize(line, LogJson.Compact.RunEvent) : null;
            return happened is not null && EventCheck.ProblemOf(happened) is { } problem
                ? throw new LogFormatException(path, number, $"no event: {problem}")
                : happened;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException)
        {
            throw new LogFormatException(path, number, $"no event: {e.Message}", e);
        }
    }

    static bool IsKnown(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("it is no object.");
        }

        var isKnown = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            json.Read();
            isKnown |= isType && json.TokenType == JsonTokenType.String && LogJson.EventTypes.Contains(json.GetString()!);
            json.Skip();
        }

        // To the end, so that broken JSON is refused in a line of an unknown type too.
        while (json.Read())
        {
        }

        return isKnown;
    }
}
