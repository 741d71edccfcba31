using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace TrainingDynamics.Logs;

/// <summary>A Parquet file in row groups, each column straight into its array, whatever the library can decode.</summary>
sealed class ParquetBlocks : DynamicsBlocks
{
    readonly DynamicsFile _file;
    readonly DataField _guid;
    readonly DataField _gold;
    readonly DataField _logits;

    // A reader serves one thread at a time; of each file there are as many as threads have met in it.
    readonly ConcurrentBag<ParquetReader> _idle;

    ParquetBlocks(DynamicsFile file, ParquetReader reader, DataField guid, DataField gold, DataField logits)
        : base(file.Path, reader.RowGroupCount)
    {
        _file = file;
        _idle = [reader];
        (_guid, _gold, _logits) = (guid, gold, logits);
    }

    /// <summary>Null when the file cannot be opened or has other columns.</summary>
    /// <remarks>Not inlined, so that JSON lines are read without loading the Parquet library.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ParquetBlocks? TryOpenGroups(DynamicsFile file)
    {
        return Decoding(file, () =>
        {
            var reader = OpenReader(file);
            ParquetBlocks? blocks = null;
            try
            {
                var fields = reader.Schema.DataFields;
                if (fields.FirstOrDefault(field => field.Path[0] == ParquetColumns.Guid) is { MaxRepetitionLevel: 0 } guid
                    && fields.FirstOrDefault(field => field.Path[0] == ParquetColumns.Gold) is { MaxRepetitionLevel: 0 } gold
                    && fields.FirstOrDefault(field => ParquetColumns.IsLogits(field.Path[0], file.Epoch)) is { MaxRepetitionLevel: 1 } logits
                    && (ParquetColumns.EpochOf(reader.CustomMetadata) ?? file.Epoch) == file.Epoch)
                {
                    blocks = new ParquetBlocks(file, reader, guid, gold, logits);
                }

                return blocks;
            }
            finally
            {
                if (blocks is null)
                {
                    Close(reader);
                }
            }
        });
    }

    /// <inheritdoc/>
    public override void Read(int block, RecordBlock records)
    {
        if (!TryReadGroup(block, records))
        {
            throw new LogFormatException(Path, 0, "no readable Parquet");
        }
    }

    internal override long LineOf(int block, int record, ReadOnlySpan<byte> before) => record + 1;

    bool TryReadGroup(int block, RecordBlock records)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)Count, nameof(block));
        records.Begin(this, block);
        return Decoding(_file, () =>
        {
            if (!_idle.TryTake(out var reader))
            {
                reader = OpenReader(_file);
            }

            try
            {
                // All columns at once: each change of thread waits for a processor where they are busy.
                return BoundedDecoding.Result(() => TryReadAsync(reader, block, records));
            }
            finally
            {
                _idle.Add(reader);
            }
        });
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var reader in _idle)
        {
            Close(reader);
        }
    }

    async ValueTask<bool> TryReadAsync(ParquetReader reader, int block, RecordBlock records)
    {
        using var group = reader.OpenRowGroupReader(block);
        using var logits = await group.ReadRawColumnDataBaseAsync(_logits).ConfigureAwait(false);
        using var golds = await group.ReadRawColumnDataBaseAsync(_gold).ConfigureAwait(false);
        return TryTakeLogits(logits, (int)group.RowCount, records)
            && TryTakeGolds(golds, records)
            && TryTakeGuids(await group.ReadRawColumnDataBaseAsync(_guid).ConfigureAwait(false), records);
    }

    static bool TryTakeLogits(RawColumnData raw, int rows, RecordBlock records)
    {
        if (raw is not RawColumnData<float> column)
        {
            return false;
        }

        var values = column.Values;
        var starts = column.RepetitionLevels; // 0 where a row begins
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

    static bool TryTakeGolds(RawColumnData column, RecordBlock records)
    {
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

    // The records keep a column of texts and dispose it; any other is disposed here.
    static bool TryTakeGuids(RawColumnData column, RecordBlock records)
    {
        switch (column)
        {
            case RawColumnData<ReadOnlyMemory<char>> texts when texts.Values.Length == records.Count:
                records.TakeGuids(new ParquetTexts(texts));
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

    sealed class ParquetTexts(RawColumnData<ReadOnlyMemory<char>> column) : GuidTexts
    {
        public override ReadOnlySpan<char> Of(int record) => column.Values[record].Span;

        public override void Dispose() => column.Dispose();
    }

    static ParquetReader OpenReader(DynamicsFile file)
    {
        // By the path the library would leave the file open where it refuses it.
        var stream = RegularFile.Open(file.Path, 1 << 16);
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

    static void Close(ParquetReader reader) => reader.DisposeAsync().AsTask().GetAwaiter().GetResult();

    // Damaged bytes reach the library's decoders, which then fail in whatever way their arithmetic does. What hangs here would
    // hang the careful reader too.
    static T? Decoding<T>(DynamicsFile file, Func<T?> decode)
    {
        try
        {
            return decode();
        }
        catch (TimeoutException e)
        {
            throw new LogFormatException(file.Path, 0, $"no readable Parquet: {e.Message}", e);
        }
#pragma warning disable CA1031 // The careful reader meets the same and says what it is.
        catch (Exception)
#pragma warning restore CA1031
        {
            return default;
        }
    }
}
