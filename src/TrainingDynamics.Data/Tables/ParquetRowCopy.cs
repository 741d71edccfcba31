using System.Runtime.InteropServices;
using ParquetSharp;

namespace TrainingDynamics.Data;

/// <summary>
/// Writes rows of Parquet files into a new one, with the types, metadata and compression of the first. Values are copied in their physical form
/// with their levels, so that every type, including lists and structures, is kept.
/// </summary>
static class ParquetRowCopy
{
    /// <param name="shards">The files with the rows.</param>
    /// <param name="groups">The rows of each row group to write, by their numbers over all shards.</param>
    /// <param name="source">Column and row → the row that gives the value.</param>
    /// <param name="stream">Gets the file.</param>
    public static void Write(
        ParquetShardReaders shards, IReadOnlyList<IReadOnlyList<int>> groups, Func<string, int, int> source, Stream stream)
    {
        var schema = shards.First.FileMetaData.Schema;
        var leaves = new ParquetLeaf[schema.NumColumns];
        for (var i = 0; i < leaves.Length; i++)
        {
            leaves[i] = LeafOf(shards, schema.Column(i), i);
        }

        using var builder = new WriterPropertiesBuilder();
        builder.Compression(CompressionOf(shards.First));
        using var properties = builder.Build();
        using var root = schema.GroupNode;
        using var writer = new ParquetFileWriter(stream, root, properties, shards.First.FileMetaData.KeyValueMetadata, leaveOpen: true);
        foreach (var rows in groups)
        {
            using var group = writer.AppendRowGroup();
            foreach (var leaf in leaves)
            {
                leaf.Write(group, [.. rows.Select(row => source(leaf.Column, row))]);
            }
        }

        writer.Close();
    }

    static Compression CompressionOf(ParquetFileReader reader)
    {
        if (reader.FileMetaData is not { NumRowGroups: > 0, NumColumns: > 0 })
        {
            return Compression.Uncompressed;
        }

        using var group = reader.RowGroup(0);
        using var chunk = group.MetaData.GetColumnChunkMetaData(0);
        return chunk.Compression;
    }

    static ParquetLeaf LeafOf(ParquetShardReaders shards, ColumnDescriptor column, int leaf)
    {
        var name = column.Path.ToDotVector()[0];
        var length = column.TypeLength;
        return column.PhysicalType switch
        {
            PhysicalType.Boolean => new ParquetLeaf<bool>(shards, name, leaf),
            PhysicalType.Int32 => new ParquetLeaf<int>(shards, name, leaf),
            PhysicalType.Int64 => new ParquetLeaf<long>(shards, name, leaf),
            PhysicalType.Int96 => new ParquetLeaf<Int96>(shards, name, leaf),
            PhysicalType.Float => new ParquetLeaf<float>(shards, name, leaf),
            PhysicalType.Double => new ParquetLeaf<double>(shards, name, leaf),
            PhysicalType.ByteArray => new ParquetLeaf<ByteArray>(
                shards, name, leaf, value => (value.Pointer, value.Length), (pointer, length) => new ByteArray(pointer, length)),
            PhysicalType.FixedLenByteArray => new ParquetLeaf<FixedLenByteArray>(
                shards, name, leaf, value => (value.Pointer, length), (pointer, _) => new FixedLenByteArray(pointer)),
            var type => throw new DatasetFormatException(
                shards.Path, null, $"found a column {name} of type {type}, expected one that can be written again; convert the file to .jsonl"),
        };
    }
}

/// <summary>All values of one leaf of the schema.</summary>
/// <param name="column">The column of the leaf.</param>
abstract class ParquetLeaf(string column)
{
    public string Column { get; } = column;

    /// <summary>Writes the values of these rows as the group's next leaf.</summary>
    public abstract void Write(RowGroupWriter group, IReadOnlyList<int> rows);
}

sealed class ParquetLeaf<T> : ParquetLeaf
    where T : unmanaged
{
    readonly List<byte[]> _pinned = []; // what values point to
    readonly List<short> _definitions = []; // of every level, or none
    readonly List<short> _repetitions = []; // of every level, or none
    readonly List<T> _values = [];
    readonly List<(int Level, int Value)> _starts = []; // of every row, and behind the last

    /// <param name="shards">Read to their end.</param>
    /// <param name="column">The column of the leaf.</param>
    /// <param name="leaf">Number of the leaf in the schema.</param>
    /// <param name="bytesOf">The bytes that a value points to; null: a value has no pointer.</param>
    /// <param name="valueOf">A value that points to these bytes.</param>
    public ParquetLeaf(
        ParquetShardReaders shards,
        string column,
        int leaf,
        Func<T, (nint Pointer, int Length)>? bytesOf = null,
        Func<nint, int, T>? valueOf = null)
        : base(column)
    {
        var level = 0;
        shards.Each(reader =>
        {
            foreach (var batch in ParquetShardReaders.Batches<T>(reader, leaf))
            {
                var value = _values.Count;
                for (var i = 0; i < batch.Levels; i++, level++)
                {
                    if (batch.Repetitions.Length == 0 || batch.Repetitions[i] == 0)
                    {
                        _starts.Add((level, value));
                    }

                    if (batch.Definitions.Length == 0 || batch.Definitions[i] == batch.Present)
                    {
                        value++;
                    }
                }

                _definitions.AddRange(batch.Definitions.AsSpan(0, Math.Min(batch.Levels, batch.Definitions.Length)));
                _repetitions.AddRange(batch.Repetitions.AsSpan(0, Math.Min(batch.Levels, batch.Repetitions.Length)));
                var values = batch.Values.AsSpan(0, batch.Count);
                if (bytesOf is not null)
                {
                    Keep(values, bytesOf, valueOf!);
                }

                _values.AddRange(values);
            }
        });
        _starts.Add((level, _values.Count));
    }

    public override void Write(RowGroupWriter group, IReadOnlyList<int> rows)
    {
        var definitions = new List<short>();
        var repetitions = new List<short>();
        var values = new List<T>();
        var levels = 0;
        foreach (var row in rows)
        {
            var (start, end) = (_starts[row], _starts[row + 1]);
            levels += end.Level - start.Level;
            Append(_definitions, start.Level, end.Level, definitions);
            Append(_repetitions, start.Level, end.Level, repetitions);
            Append(_values, start.Value, end.Value, values);
        }

        using var column = (ColumnWriter<T>)group.NextColumn();
        column.WriteBatch(
            levels, CollectionsMarshal.AsSpan(definitions), CollectionsMarshal.AsSpan(repetitions), CollectionsMarshal.AsSpan(values));
        GC.KeepAlive(_pinned);
    }

    static void Append<TItem>(List<TItem> from, int start, int end, List<TItem> to)
    {
        if (from.Count > 0)
        {
            to.AddRange(CollectionsMarshal.AsSpan(from)[start..end]);
        }
    }

    // The library's own memory is overwritten by the next batch.
    void Keep(Span<T> values, Func<T, (nint Pointer, int Length)> bytesOf, Func<nint, int, T> valueOf)
    {
        var total = 0;
        foreach (var value in values)
        {
            total = checked(total + bytesOf(value).Length);
        }

        var kept = GC.AllocateUninitializedArray<byte>(total, pinned: true);
        _pinned.Add(kept);
        var at = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var (pointer, length) = bytesOf(values[i]);
            if (length > 0)
            {
                Marshal.Copy(pointer, kept, at, length);
            }

            values[i] = valueOf(Marshal.UnsafeAddrOfPinnedArrayElement(kept, at), length);
            at += length;
        }
    }
}
