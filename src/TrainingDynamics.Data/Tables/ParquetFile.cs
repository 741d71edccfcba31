using System.Globalization;
using System.Security.Cryptography;
using Parquet;
using Parquet.Schema;

namespace TrainingDynamics.Data;

/// <summary>Parquet files, a data set's shards taken as one. Columns of lists and structures are known by name only.</summary>
static class ParquetFile
{
    /// <summary>Reads all shards, in the order given, into one table whose row numbers run on from shard to shard.</summary>
    /// <param name="paths">At least one.</param>
    /// <param name="wanted">Columns to read, where the file has them; none: all.</param>
    public static DataTable Read(IReadOnlyList<string> paths, IReadOnlyCollection<string> wanted)
    {
        string[]? columns = null;
        var rows = new List<DataRow>();
        foreach (string path in paths)
        {
            string[] found = ReadShard(path, wanted, rows);
            columns ??= found;
            if (!columns.SequenceEqual(found))
            {
                throw new DatasetFormatException(
                    path,
                    null,
                    $"found the columns {HeaderCheck.Quote(found)}, expected {HeaderCheck.Quote(columns)} as in {paths[0]}; "
                    + "remove what is not of this data set");
            }
        }

        var layout = new TableLayout(TableFormat.Parquet, Shards: paths.Count > 1 ? paths : null);
        return new DataTable(paths[0], Sha256(paths), columns!, rows, layout).Checked();
    }

    static string[] ReadShard(string path, IReadOnlyCollection<string> wanted, List<DataRow> rows)
    {
        try
        {
            // The library is asynchronous only; off the caller's context, so that blocking on it cannot lock up.
            var work = Task.Run(() => ReadShardAsync(path, wanted, rows));
            if (Task.WaitAny([work], PatienceFor(path)) < 0)
                throw new TimeoutException($"decoding did not come to an end within {PatienceFor(path).TotalSeconds:F0} s");
            return work.GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // A corrupt file leads the library to exceptions of many types, to OutOfMemoryException by a length that it claims.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            string reason = exception.Message.Split('\n')[0];
            throw new DatasetFormatException(
                path,
                null,
                $"found no Parquet file that can be read ({reason}), expected one that is whole and has data pages of version 1; get or write it again",
                exception);
        }
    }

    // Damaged lengths can lead the library's decoders round in circles, which nothing stops from outside: the thread is left
    // behind. A megabyte takes a tenth of a second at most.
    static TimeSpan PatienceFor(string path) => TimeSpan.FromSeconds(60 + (new FileInfo(path).Length / 1_000_000));

    static async Task<string[]> ReadShardAsync(string path, IReadOnlyCollection<string> wanted, List<DataRow> rows)
    {
        // By the path the library would leave the file open where it refuses it.
        await using var stream = File.OpenRead(path);
        await using var reader = await ParquetReader.CreateAsync(stream, new ParquetOptions { TreatByteArrayAsString = true });
        Field[] fields = [.. reader.Schema.Fields.Where(field => wanted.Count == 0 || wanted.Contains(field.Name))];
        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            using var source = reader.OpenRowGroupReader(group);
            int first = rows.Count;
            int count = checked((int)source.RowCount);
            for (int row = 0; row < count; row++)
                rows.Add(new DataRow(first + row, new Cell[fields.Length]));
            for (int column = 0; column < fields.Length; column++)
            {
                var cells = await ReadColumnAsync(source, fields[column], count);
                for (int row = 0; row < count; row++)
                    rows[first + row].Cells[column] = cells[row];
            }
        }

        return Array.ConvertAll(fields, field => field.Name);
    }

    static Task<Cell[]> ReadColumnAsync(ParquetRowGroupReader source, Field field, int count)
    {
        if (field is not DataField { IsArray: false } data)
            return Task.FromResult(Enumerable.Repeat(new Cell(CellKind.Nested, "a list or a structure"), count).ToArray());
        return data.ClrType switch
        {
            // The library's name for characters; those of bytes without a type are taken for text when the file is opened.
            Type type when type == typeof(ReadOnlyMemory<char>) || type == typeof(string) => TextsAsync(source, data, count),
            Type type when type == typeof(bool) =>
                ValuesAsync<bool>(source, data, count, value => new Cell(CellKind.Text, value ? "True" : "False")),
            Type type when type == typeof(sbyte) => ValuesAsync<sbyte>(source, data, count, value => Cell.Of(value)),
            Type type when type == typeof(byte) => ValuesAsync<byte>(source, data, count, value => Cell.Of(value)),
            Type type when type == typeof(short) => ValuesAsync<short>(source, data, count, value => Cell.Of(value)),
            Type type when type == typeof(ushort) => ValuesAsync<ushort>(source, data, count, value => Cell.Of(value)),
            Type type when type == typeof(int) => ValuesAsync<int>(source, data, count, value => Cell.Of(value)),
            Type type when type == typeof(uint) => ValuesAsync<uint>(source, data, count, value => Cell.Of(value)),
            Type type when type == typeof(long) => ValuesAsync<long>(source, data, count, Cell.Of),
            // The shortest text of the float32: 3.8 stays 3.8 and is the same score as in a text file.
            Type type when type == typeof(float) => ValuesAsync<float>(source, data, count, value => Real(value)),
            Type type when type == typeof(double) => ValuesAsync<double>(source, data, count, value => Real(value)),
            Type type => Task.FromResult(Enumerable.Repeat(new Cell(CellKind.Nested, $"a {type.Name}"), count).ToArray()),
        };
    }

    static Cell Real(IFormattable value) => new(CellKind.Real, value.ToString(null, CultureInfo.InvariantCulture));

    static async Task<Cell[]> TextsAsync(ParquetRowGroupReader source, DataField field, int count)
    {
        string?[] texts = new string?[count];
        await source.ReadAsync(field, texts.AsMemory()!);
        return Array.ConvertAll(texts, text => text is null ? Cell.Missing : new Cell(CellKind.Text, text));
    }

    static async Task<Cell[]> ValuesAsync<T>(ParquetRowGroupReader source, DataField field, int count, Func<T, Cell> cell)
        where T : struct
    {
        if (!field.IsNullable)
        {
            var all = new T[count];
            await source.ReadAsync(field, all.AsMemory());
            return Array.ConvertAll(all, value => cell(value));
        }

        var values = new T?[count];
        await source.ReadAsync(field, values.AsMemory());
        return Array.ConvertAll(values, value => value is { } there ? cell(there) : Cell.Missing);
    }

    static string Sha256(IReadOnlyList<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        foreach (string path in paths)
        {
            using var stream = File.OpenRead(path);
            int count;
            while ((count = stream.Read(buffer)) > 0)
                hash.AppendData(buffer, 0, count);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
