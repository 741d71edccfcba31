using System.Runtime.InteropServices;
using ParquetSharp;

namespace TrainingDynamics.Data;

/// <summary>
/// The open Parquet files of one data set. Exceptions of the library about their bytes become a <see cref="DatasetFormatException"/> that names the
/// file.
/// </summary>
sealed class ParquetShardReaders : IDisposable
{
    const int BatchRows = 1 << 14;
    const int MostRowsPerByte = 64; // of a file: one that claims more is damaged, and would fill memory
    const int MostFirstRows = 1 << 20; // asked memory for before there is a value

    readonly List<(string Path, ParquetFileReader Reader)> _shards = [];

    /// <param name="paths">At least one, regular files.</param>
    /// <exception cref="DatasetFormatException">One cannot be read, or its columns are not those of the first.</exception>
    public ParquetShardReaders(IReadOnlyList<string> paths)
    {
        try
        {
            foreach (var path in paths)
            {
                Open(path);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>In the file's order; for lists and structures the name of the whole.</summary>
    public string[] ColumnNames { get; private set; } = [];

    /// <summary>Of all shards together.</summary>
    public int RowCount { get; private set; }

    /// <summary>The numbers of the rows of each row group, over all shards.</summary>
    public IReadOnlyList<IReadOnlyList<int>> RowGroups
    {
        get
        {
            var groups = new List<IReadOnlyList<int>>();
            var first = 0;
            foreach (var (_, reader) in _shards)
            {
                for (var group = 0; group < reader.FileMetaData.NumRowGroups; group++)
                {
                    using var rows = reader.RowGroup(group);
                    var count = (int)rows.MetaData.NumRows;
                    groups.Add([.. Enumerable.Range(first, count)]);
                    first += count;
                }
            }

            return groups;
        }
    }

    /// <summary>Of the first shard.</summary>
    public string Path => _shards[0].Path;

    /// <summary>The first shard, of which a copy takes types and metadata.</summary>
    public ParquetFileReader First => _shards[0].Reader;

    /// <summary>The leaf of a column that is neither a list nor a structure; else null.</summary>
    public ColumnDescriptor? FlatColumn(string name) => LeafOf(First, name) is { } leaf ? First.FileMetaData.Schema.Column(leaf) : null;

    /// <summary>The values of a flat column; the default for a missing one.</summary>
    public List<TValue?> Values<TPhysical, TValue>(string name, Func<TPhysical, TValue> take)
        where TPhysical : unmanaged
    {
        var values = new List<TValue?>(Math.Min(RowCount, MostFirstRows));
        foreach (var (path, reader) in _shards)
        {
            var before = values.Count;
            Reading(path, () =>
            {
                var leaf = LeafOf(reader, name)!.Value;
                foreach (var batch in Batches<TPhysical>(reader, leaf))
                {
                    if (values.Count - before + batch.Levels > reader.FileMetaData.NumRows)
                    {
                        throw Miscounted(path, name, values.Count - before + batch.Levels, reader);
                    }

                    var next = 0;
                    for (var i = 0; i < batch.Levels; i++)
                    {
                        values.Add(batch.Definitions.Length == 0 || batch.Definitions[i] == batch.Present ? take(batch.Values[next++]) : default);
                    }
                }
            });
            if (values.Count - before != reader.FileMetaData.NumRows)
            {
                throw Miscounted(path, name, values.Count - before, reader);
            }
        }

        return values;
    }

    /// <summary>Calls <paramref name="visit"/> on each shard; its exceptions name the shard.</summary>
    public void Each(Action<ParquetFileReader> visit)
    {
        foreach (var (path, reader) in _shards)
        {
            Reading(path, () => visit(reader));
        }
    }

    /// <summary>The values of a leaf, row group after row group. A batch is valid until the next one is requested.</summary>
    public static IEnumerable<ParquetBatch<T>> Batches<T>(ParquetFileReader reader, int leaf)
        where T : unmanaged
    {
        for (var group = 0; group < reader.FileMetaData.NumRowGroups; group++)
        {
            using var rows = reader.RowGroup(group);
            using var column = (ColumnReader<T>)rows.Column(leaf);
            var descriptor = column.ColumnDescriptor;
            var definitions = new short[descriptor.MaxDefinitionLevel > 0 ? BatchRows : 0];
            var repetitions = new short[descriptor.MaxRepetitionLevel > 0 ? BatchRows : 0];
            var values = new T[BatchRows];
            while (column.HasNext)
            {
                var levels = (int)column.ReadBatch(BatchRows, definitions, repetitions, values, out var read);
                if (levels == 0)
                {
                    break;
                }

                yield return new ParquetBatch<T>(levels, descriptor.MaxDefinitionLevel, definitions, repetitions, values, (int)read);
            }
        }
    }

    /// <summary>The characters of a value, copied.</summary>
    public static string? Text(ByteArray value) => value.Length == 0 ? "" : Marshal.PtrToStringUTF8(value.Pointer, value.Length);

    public void Dispose()
    {
        foreach (var (_, reader) in _shards)
        {
            reader.Dispose();
        }
    }

    void Open(string path)
    {
        ParquetFileReader? reader = null;
        try
        {
            Reading(path, () =>
            {
                reader = new ParquetFileReader(path);
                RequirePlausible(path, reader.FileMetaData);
                var root = reader.FileMetaData.Schema.GroupNode;
                var names = Array.ConvertAll(root.Fields, field => field.Name);
                if (_shards.Count == 0)
                {
                    ColumnNames = names;
                }
                else if (!names.SequenceEqual(ColumnNames))
                {
                    throw HeaderCheck.Others(path, names, ColumnNames, _shards[0].Path);
                }

                RowCount = checked(RowCount + (int)reader.FileMetaData.NumRows);
            });
        }
        catch
        {
            reader?.Dispose();
            throw;
        }

        _shards.Add((path, reader!));
    }

    static void RequirePlausible(string path, FileMetaData metadata)
    {
        var length = FileStatus.Of(path).Length; // of what a link leads to
        if (metadata.NumRows < 0 || metadata.NumRows / MostRowsPerByte > length)
        {
            throw Unreadable(path, Invariant($"it claims {metadata.NumRows} rows in {length} bytes"), null);
        }
    }

    static int? LeafOf(ParquetFileReader reader, string name)
    {
        var schema = reader.FileMetaData.Schema;
        for (var leaf = 0; leaf < schema.NumColumns; leaf++)
        {
            var column = schema.Column(leaf);
            var path = column.Path.ToDotVector();
            if (path.Length == 1 && path[0] == name && column.MaxRepetitionLevel == 0)
            {
                return leaf;
            }
        }

        return null;
    }

    static void Reading(string path, Action read)
    {
        try
        {
            read();
        }
        catch (DatasetFormatException)
        {
            throw;
        }
#pragma warning disable CA1031 // A corrupt file leads the library to exceptions of many types, to OutOfMemoryException by a length that it claims.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw Unreadable(path, exception.Message.Split('\n')[0], exception);
        }
    }

    static DatasetFormatException Miscounted(string path, string column, int values, ParquetFileReader reader) =>
        Unreadable(path, $"the column {column} has {values} values for {reader.FileMetaData.NumRows} rows", null);

    static DatasetFormatException Unreadable(string path, string reason, Exception? exception) => new(
        path, null, $"found no Parquet file that can be read ({reason}), expected one that is whole; get or write it again", exception);
}

/// <summary>Some values of a leaf.</summary>
/// <param name="Levels">Number of rows, in a list of elements, missing ones included.</param>
/// <param name="Present">The definition level of a present value.</param>
/// <param name="Definitions">Definition levels; empty where no value can be missing.</param>
/// <param name="Repetitions">Repetition levels, 0 where a row begins; empty without lists.</param>
/// <param name="Values">The present values.</param>
/// <param name="Count">Number of <paramref name="Values"/> used.</param>
readonly record struct ParquetBatch<T>(int Levels, short Present, short[] Definitions, short[] Repetitions, T[] Values, int Count);
