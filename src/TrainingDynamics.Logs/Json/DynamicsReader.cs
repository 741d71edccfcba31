using System.IO.Compression;

namespace TrainingDynamics.Logs;

/// <summary>
/// Streams the records of one dynamics file, one <see cref="Read"/> at a time. Keys may come in any order, unknown keys
/// are skipped, blank lines too, <c>.gz</c> is unpacked. Memory: a buffer as long as the longest line.
/// </summary>
public sealed class DynamicsReader : IDynamicsRecords
{
    readonly RecordLines _lines;
    readonly DynamicsRecordParser _record;
    readonly string _path;
    long _line;

    /// <summary>Opens the file; nothing is read yet.</summary>
    /// <exception cref="LogFormatException">The file is missing or cannot be opened.</exception>
    public DynamicsReader(DynamicsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        _record = new DynamicsRecordParser(file, () => _line);
        _path = file.Path;
        try
        {
            // The reader has its own buffer, so the stream needs none.
            var raw = RegularFile.Open(file.Path, 1);
            _lines = new RecordLines(
                file.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(raw, CompressionMode.Decompress) : raw,
                (ahead, problem, e) => new LogFormatException(_path, _line + ahead, problem, e));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogFormatException(file.Path, 0, $"cannot be opened: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public ExampleGuid Guid => _record.Guid;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Logits => _record.Logits;

    /// <inheritdoc/>
    public int Gold => _record.Gold;

    /// <inheritdoc/>
    public double Score => _record.Score;

    /// <inheritdoc/>
    public bool IsRegression => _record.IsRegression;

    /// <inheritdoc/>
    public string? Device => _record.Device;

    /// <inheritdoc/>
    public long Line => _line;

    static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>Moves to the next record; false at the end of the file.</summary>
    /// <exception cref="LogFormatException">
    /// The line is no JSON object with guid, logits and gold, a logit is not finite, the gold is no class and not beside
    /// a single logit either, the logits are of another epoch, or the file breaks off. The message names file, line and,
    /// once known, guid.
    /// </exception>
    public bool Read()
    {
        while (_lines.Next(out var line))
        {
            _line++;
            line = _line == 1 && line.StartsWith(ByteOrderMark) ? line[ByteOrderMark.Length..] : line;
            line = line.Trim(" \t\r"u8);
            if (!line.IsEmpty)
            {
                _record.Parse(line);
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    /// <inheritdoc/>
    public LogFormatException Error(string problem) => _record.Error(problem);
}
