using System.Buffers.Binary;
using System.Text.Json;
using TrainingDynamics.Logs;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Weights;

/// <summary>Writes safetensors files that Hugging Face transformers loads.</summary>
public static class SafeTensorsWriter
{
    /// <summary>
    /// Writes the file whole or not at all, with the metadata <c>format: pt</c> that transformers asks for.
    /// </summary>
    /// <param name="path">The file; an older one of that name is replaced.</param>
    /// <param name="tensors">Name → float32 tensor, contiguous, on any device; written in this order.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        WholeFile.Write(path, stream =>
        {
            WriteHeader(stream, tensors);
            foreach (var (_, value) in tensors)
            {
                using var detached = value.detach();
                using var host = detached.cpu();
                stream.Write(host.bytes);
            }
        });
    }

    static void WriteHeader(Stream stream, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("__metadata__");
            writer.WriteString("format", "pt");
            writer.WriteEndObject();
            var offset = 0L;
            foreach (var (name, value) in tensors)
            {
                writer.WriteStartObject(name);
                writer.WriteString("dtype", "F32");
                WriteNumbers(writer, "shape", value.shape);
                WriteNumbers(writer, "data_offsets", [offset, offset += value.numel() * sizeof(float)]);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        // Spaces up to a multiple of 8, so that the tensors' bytes are aligned when the file is mapped.
        while (json.Length % 8 != 0)
        {
            json.WriteByte((byte)' ');
        }

        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        stream.Write(length);
        json.WriteTo(stream);
    }

    static void WriteNumbers(Utf8JsonWriter writer, string name, ReadOnlySpan<long> numbers)
    {
        writer.WriteStartArray(name);
        foreach (var number in numbers)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }
}
