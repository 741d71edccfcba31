using Parquet;
using Parquet.Schema;

namespace TrainingDynamics.Tests;

/// <summary>Parquet files as tests need them, written by the library.</summary>
static class ParquetWriting
{
    /// <summary>Arrays of string, int, long, float, double, bool or of their nullable forms; one row group.</summary>
    public static byte[] Bytes(params (string Name, Array Values)[] columns) => Bytes([columns]);

    /// <summary>Several row groups of the same columns.</summary>
    public static byte[] Bytes(params (string Name, Array Values)[][] groups) => Task.Run(() => BytesAsync(groups)).GetAwaiter().GetResult();

    static async Task<byte[]> BytesAsync((string Name, Array Values)[][] groups)
    {
        DataField[] fields = [.. groups[0].Select(column => FieldOf(column.Name, column.Values.GetType().GetElementType()!))];
        using var stream = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream))
        {
            foreach (var columns in groups)
            {
                using var group = writer.CreateRowGroup();
                for (int i = 0; i < fields.Length; i++)
                    await WriteAsync(group, fields[i], columns[i].Values);
            }
        }

        return stream.ToArray();
    }

    static DataField FieldOf(string name, Type type) =>
        Nullable.GetUnderlyingType(type) is { } inner ? new DataField(name, inner, true) : new DataField(name, type, type == typeof(string));

    static Task WriteAsync(ParquetRowGroupWriter group, DataField field, Array values) => values switch
    {
        string?[] texts => group.WriteAsync(field, texts!),
        int[] numbers => group.WriteAsync<int>(field, numbers.AsMemory()),
        long[] numbers => group.WriteAsync<long>(field, numbers.AsMemory()),
        long?[] numbers => group.WriteAsync<long>(field, numbers.AsMemory()),
        float[] numbers => group.WriteAsync<float>(field, numbers.AsMemory()),
        double[] numbers => group.WriteAsync<double>(field, numbers.AsMemory()),
        bool[] flags => group.WriteAsync<bool>(field, flags.AsMemory()),
        _ => throw new ArgumentException($"no writer for {values.GetType()}", nameof(values)),
    };
}
