using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;

namespace TrainingDynamics.Logs;

/// <summary>
/// <c>marks.jsonl</c> of a run folder: which examples a person has marked. One object a line, <c>guid</c>, <c>marked</c>
/// (true or false) and <c>time</c> (UTC). Lines are only appended, and a guid's last line counts, so several viewers can share
/// the file without undoing each other's marks. A line that is not a mark, such as a killed process leaves, is skipped.
/// </summary>
/// <param name="path">The file, from <see cref="RunFolder.MarksPath"/>; it need not exist.</param>
public sealed class MarkJournal(string path)
{
    const int LongestLine = 1 << 20;

    // Another process holds the file for as long as a line takes to write.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    long _offset;

    /// <summary>Whether a guid is marked now; a guid without a line is not a key.</summary>
    public ImmutableDictionary<ExampleGuid, bool> Known { get; private set; } = ImmutableDictionary<ExampleGuid, bool>.Empty;

    /// <summary>The marked examples of a run, in no order; none where nobody has marked any.</summary>
    /// <exception cref="LogFormatException">The file cannot be read.</exception>
    public static IReadOnlyList<ExampleGuid> Marked(string path)
    {
        var journal = new MarkJournal(path);
        journal.ReadNew();
        return [.. journal.Known.Where(pair => pair.Value).Select(pair => pair.Key)];
    }

    /// <summary>Appends a line and returns when the device has it.</summary>
    /// <exception cref="IOException">It cannot be written; then nothing of it is in the file.</exception>
    public void Append(ExampleGuid guid, bool isMarked, DateTime time)
    {
        try
        {
            RegularFile.Require(path);
            using var file = Open(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var end = file.Length;
            try
            {
                if (EndsWithinLine(file))
                {
                    file.WriteByte((byte)'\n');
                }

                file.Write(Line(guid, isMarked, time));
                file.Flush(flushToDisk: true);
            }
            catch
            {
                file.SetLength(end);
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the mark is not kept: {path} cannot be written ({e.Message}); make the run folder writable, or look at a copy of it", e);
        }
    }

    /// <summary>Reads the new lines; true if there was one.</summary>
    /// <exception cref="LogFormatException">The file cannot be read.</exception>
    public bool ReadNew()
    {
        try
        {
            var length = FileStatus.Of(path) is { Kind: FileKind.Regular } file ? file.Length : 0; // of a link the file behind it
            if (length < _offset)
            {
                (_offset, Known) = (0, ImmutableDictionary<ExampleGuid, bool>.Empty); // another file
            }

            return length <= _offset ? false
                : length <= RegularFile.MostListBytes ? ReadLines()
                : throw new IOException(FormattableString.Invariant($"{path} has {length:N0} bytes, expected at most {RegularFile.MostListBytes:N0}"));
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogFormatException(path, 0, $"the marks cannot be read: {e.Message}", e);
        }
    }

    bool ReadLines()
    {
        using var file = Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(_offset, SeekOrigin.Begin);
        var known = Known.ToBuilder();
        var began = _offset;
        bool Take(ReadOnlySpan<byte> line)
        {
            if (Parse(line) is var (guid, isMarked))
            {
                known[guid] = isMarked;
            }

            _offset += line.Length + 1;
            return true;
        }

        GrowingLines.Read(file, LongestLine, Take, () => new IOException($"a line is longer than {LongestLine >> 20} MiB; this is no file of marks"));
        Known = known.ToImmutable();
        return _offset > began;
    }

    static (ExampleGuid Guid, bool IsMarked)? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var mark = JsonElement.Parse(line);
            if (mark.ValueKind != JsonValueKind.Object
                || !mark.TryGetProperty("guid", out var guid) || !mark.TryGetProperty("marked", out var marked)
                || marked.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                return null;
            }

            return guid.ValueKind == JsonValueKind.String ? (ExampleGuid.FromText(guid.GetString()!), marked.GetBoolean())
                : guid.ValueKind == JsonValueKind.Number && guid.TryGetInt64(out var number) ? (ExampleGuid.FromInteger(number), marked.GetBoolean())
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the second: half a surrogate pair
        {
            return null;
        }
    }

    static ReadOnlySpan<byte> Line(ExampleGuid guid, bool isMarked, DateTime time)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            if (guid.IsInteger)
            {
                json.WriteNumber("guid", guid.Integer);
            }
            else
            {
                json.WriteString("guid", guid.ToString());
            }

            json.WriteBoolean("marked", isMarked);
            json.WriteString("time", time);
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        return line.WrittenSpan;
    }

    // Leaves the position at the end.
    static bool EndsWithinLine(FileStream file)
    {
        if (file.Length == 0)
        {
            return false;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    // On Unix .NET locks a file that is opened without sharing by flock, and FileMode.Append alone would not append to what
    // another process has appended meanwhile.
    FileStream Open(FileMode mode, FileAccess access, FileShare share)
    {
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                return new FileStream(path, mode, access, share, 1);
            }
            catch (IOException e) when ((e.HResult & 0xFFFF) is 11 or 35 or 32 && Stopwatch.GetElapsedTime(began) < Patience) // see RunLock
            {
                Thread.Sleep(1);
            }
        }
    }
}
