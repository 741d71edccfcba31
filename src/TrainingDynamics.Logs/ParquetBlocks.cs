using System.Collections.Concurrent;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace TrainingDynamics.Logs;

/// <summary>A Parquet file in row groups, each column straight into its array.</summary>
sealed class ParquetBlocks : DynamicsBlocks
{
    readonly DynamicsFile _file;
    readonly DataField _guid;
    readonly DataField _gold;
    readonly DataField _logits;

    // A reader serves one thread at a time; of each file there are as many as threads have met in it.
    readonly ConcurrentBag<ParquetReader> _idle;

    ParquetBlocks(DynamicsFile file, ParquetReader reader, DataField guid, DataField gold, DataField logits)
        : base(reader.RowGroupCount)
    {
        _file = file;
        _idle = [reader];
        (_guid, _gold, _logits) = (guid, gold, logits);
    }

    /// <summary>Null when the file cannot be opened or has other columns.</summary>
    public static ParquetBlocks? TryOpenGroups(DynamicsFile file)
    {
        ParquetReader? reader = null;
        try
        {
            reader = Open(file);
            var fields = reader.Schema.DataFields;
            var blocks = fields.FirstOrDefault(field => field.Path[0] == ParquetColumns.Guid) is { MaxRepetitionLevel: 0 } guid
                && fields.FirstOrDefault(field => field.Path[0] == ParquetColumns.Gold) is { MaxRepetitionLevel: 0 } gold
                && fields.FirstOrDefault(field => ParquetColumns.IsLogits(field.Path[0], file.Epoch)) is { MaxRepetitionLevel: 1 } logits
                && logits.ClrType == typeof(float)
                && (ParquetColumns.EpochOf(reader.CustomMetadata) ?? file.Epoch) == file.Epoch
                    ? new ParquetBlocks(file, reader, guid, gold, logits)
                    : null;
            reader = blocks is null ? reader : null;
            return blocks;
        }
        catch (Exception e) when (IsFromDecoding(e))
        {
            return null;
        }
        finally
        {
            Close(reader);
        }
    }

    /// <inheritdoc/>
    public override bool TryRead(int block, RecordBlock records)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)Count, nameof(block));
        records.Clear();
        try
        {
            if (!_idle.TryTake(out var reader))
            {
                reader = Open(_file);
            }

            using var group = reader.OpenRowGroupReader(block);
            var isRead = TryReadLogits(group, records) && TryReadGolds(group, records) && TryReadGuids(group, records);
            _idle.Add(reader);
            return isRead;
        }
        catch (Exception e) when (IsFromDecoding(e))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var reader in _idle)
        {
            Close(reader);
        }
    }

    bool TryReadLogits(ParquetRowGroupReader group, RecordBlock records)
    {
        using var raw = BoundedDecoding.Result(() => group.ReadRawColumnDataBaseAsync(_logits));
        if (raw is not RawColumnData<float> column)
        {
            return false;
        }

        var values = column.Values;
        var starts = column.RepetitionLevels; // 0 where a row begins
        var rows = (int)group.RowCount;
        var classes = rows == 0 ? 0 : values.Length / rows;

        // As many levels as values: no list is empty and none has a gap.
        if (classes < 2 || values.Length != classes * rows || starts.Length != values.Length)
        {
            return false;
        }

        for (int row = 0, at = 0; row < rows; row++)
        {
            var first = starts[at++];
            var others = 1;
            for (var c = 1; c < classes; c++)
            {
                others &= starts[at++];
            }

            if (first != 0 || others != 1)
            {
                return false;
            }
        }

        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        records.Reserve(rows, classes);
        values.CopyTo(records.LogitsToFill);
        return true;
    }

    bool TryReadGolds(ParquetRowGroupReader group, RecordBlock records)
    {
        using var column = BoundedDecoding.Result(() => group.ReadRawColumnDataBaseAsync(_gold));
        var golds = records.GoldsToFill;
        switch (column)
        {
            case RawColumnData<int> integers when integers.Values.Length == golds.Length:
                integers.Values.CopyTo(golds);
                break;
            case RawColumnData<long> longs when longs.Values.Length == golds.Length:
                for (var row = 0; row < golds.Length; row++)
                {
                    golds[row] = (int)Math.Clamp(longs.Values[row], -1, int.MaxValue);
                }

                break;
            default:
                return false;
        }

        foreach (var gold in golds)
        {
            if ((uint)gold >= (uint)records.Classes)
            {
                return false;
            }
        }

        return true;
    }

    bool TryReadGuids(ParquetRowGroupReader group, RecordBlock records)
    {
        var column = BoundedDecoding.Result(() => group.ReadRawColumnDataBaseAsync(_guid));
        switch (column)
        {
            case RawColumnData<ReadOnlyMemory<char>> texts when texts.Values.Length == records.Count:
                records.TakeGuids(texts);
                return true;
            case RawColumnData<long> integers when integers.Values.Length == records.Count:
                integers.Values.CopyTo(records.IntegerGuids());
                column.Dispose();
                return true;
            default:
                column.Dispose();
                return false;
        }
    }

    static ParquetReader Open(DynamicsFile file)
    {
        // By the path the library would leave the file open where it refuses it.
        var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        try
        {
            return BoundedDecoding.Result(() => new ValueTask<ParquetReader>(ParquetReader.CreateAsync(stream, leaveStreamOpen: false)));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    static void Close(ParquetReader? reader) => reader?.DisposeAsync().AsTask().GetAwaiter().GetResult();

    // Damaged bytes reach the library's decoders, which then fail in whatever way their arithmetic does.
    static bool IsFromDecoding(Exception e) => e is not OutOfMemoryException and not ArgumentNullException;
}
