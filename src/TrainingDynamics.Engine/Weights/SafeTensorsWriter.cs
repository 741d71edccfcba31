using System.Buffers.Binary;

namespace TrainingDynamics.Engine.Weights;

/// <summary>Writes safetensors files that Hugging Face transformers loads.</summary>
static class SafeTensorsWriter
{
    const long WrittenElements = 1 << 26; // a span has at most 2 GiB

    /// <summary>
    /// Writes the file whole or not at all, with the metadata <c>format: pt</c> that transformers asks for.
    /// </summary>
    /// <param name="path">The file; an older one of that name is replaced.</param>
    /// <param name="tensors">Name → float32 or bfloat16 tensor, contiguous, on any device; written in this order.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        WholeFile.Write(path, stream =>
        {
            WriteHeader(stream, tensors);
            foreach (var (_, value) in tensors)
            {
                using var flat = value.detach().view(-1);
                for (var first = 0L; first < flat.numel(); first += WrittenElements)
                {
                    using var part = flat.narrow(0, first, Math.Min(WrittenElements, flat.numel() - first));
                    using var host = part.cpu();
                    stream.Write(host.bytes);
                }
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
                var isHalf = value.dtype == ScalarType.BFloat16;
                writer.WriteString("dtype", isHalf ? "BF16" : "F32");
                WriteNumbers(writer, "shape", value.shape);
                WriteNumbers(writer, "data_offsets", [offset, offset += value.numel() * (isHalf ? sizeof(ushort) : sizeof(float))]);
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
