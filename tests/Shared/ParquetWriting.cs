using ParquetSharp;

namespace TrainingDynamics.Tests;

/// <summary>Parquet files as tests need them.</summary>
static class ParquetWriting
{
    /// <summary>Arrays of what the library can write, of float[] for lists; nullable forms are optional columns; one row group.</summary>
    public static byte[] Bytes(params (string Name, Array Values)[] columns) => Bytes([columns]);

    /// <summary>Several row groups of the same columns.</summary>
    public static byte[] Bytes(params (string Name, Array Values)[][] groups)
    {
        using var stream = new MemoryStream();
        Column[] schema = [.. groups[0].Select(column => new Column(column.Values.GetType().GetElementType()!, column.Name))];
        using (var writer = new ParquetFileWriter(stream, schema, leaveOpen: true))
        {
            foreach (var columns in groups)
            {
                using var group = writer.AppendRowGroup();
                foreach (var (_, values) in columns)
                {
                    group.NextColumn().LogicalWriter().Apply(new Values(values));
                }
            }

            writer.Close();
        }

        return stream.ToArray();
    }

    sealed class Values(Array values) : ILogicalColumnWriterVisitor<bool>
    {
        public bool OnLogicalColumnWriter<TValue>(LogicalColumnWriter<TValue> columnWriter)
        {
            columnWriter.WriteBatch((TValue[])values);
            columnWriter.Dispose();
            return true;
        }
    }
}
