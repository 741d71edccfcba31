using ParquetSharp;

namespace TrainingDynamics.Logs;

/// <summary>Tables of flat columns as Parquet, in one row group.</summary>
public static class ParquetTableWriter
{
    /// <summary>Writes a table.</summary>
    /// <param name="columns">
    /// At least one, each [N]: arrays of long, double, bool or string, of long? and double? where a value may be missing. Texts may
    /// always be missing, the others are required, so that pandas reads integers as integers.
    /// </param>
    /// <param name="stream">Gets the file; stays open.</param>
    /// <exception cref="IOException">The stream cannot be written to.</exception>
    public static void Write(IReadOnlyList<(string Name, Array Values)> columns, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek)
        {
            // The library asks for the place in it, which a pipe does not know.
            using var whole = new MemoryStream();
            Write(columns, whole);
            whole.WriteTo(stream);
            return;
        }

        try
        {
            Column[] schema = [.. columns.Select(column => new Column(column.Values.GetType().GetElementType()!, column.Name))];
            using var writer = new ParquetFileWriter(stream, schema, leaveOpen: true);
            using (var group = writer.AppendRowGroup())
            {
                foreach (var (_, values) in columns)
                {
                    Write(group, values);
                }
            }

            writer.Close();
        }
        catch (ParquetException e)
        {
            throw new IOException(e.Message.ReplaceLineEndings(" "), e);
        }
    }

    static void Write(RowGroupWriter group, Array values)
    {
        using var column = group.NextColumn();
        switch (values)
        {
            case long[] integers:
                column.LogicalWriter<long>().WriteBatch(integers);
                break;
            case long?[] integers:
                column.LogicalWriter<long?>().WriteBatch(integers);
                break;
            case double[] numbers:
                column.LogicalWriter<double>().WriteBatch(numbers);
                break;
            case double?[] numbers:
                column.LogicalWriter<double?>().WriteBatch(numbers);
                break;
            case bool[] flags:
                column.LogicalWriter<bool>().WriteBatch(flags);
                break;
            case string?[] texts:
                column.LogicalWriter<string?>().WriteBatch(texts);
                break;
            default:
                throw new ArgumentException($"no column of {values.GetType()}", nameof(values));
        }
    }
}
