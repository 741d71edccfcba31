using System.Buffers.Binary;

namespace TrainingDynamics.Engine.Weights;

/// <summary>
/// The header of a safetensors file: 8 bytes with the length of a JSON object, the object, then the tensors' bytes without
/// gaps. Own code because no library on NuGet for .NET reads the format straight into memory that torch owns. Source: the
/// format's description in its reference implementation's README.
/// </summary>
static class SafeTensorsHeader
{
    const int LengthBytes = 8;
    const long LongestHeader = 100_000_000; // the reference implementation's limit

    /// <summary>The tensors by name, checked: within the file, of the length their shape needs, without overlap or gap.</summary>
    public static IReadOnlyDictionary<string, SafeTensorsEntry> Read(Stream stream, string path)
    {
        Span<byte> prefix = stackalloc byte[LengthBytes];
        if (stream.Length < LengthBytes || stream.ReadAtLeast(prefix, LengthBytes, throwOnEndOfStream: false) < LengthBytes)
        {
            throw new WeightsFormatException(path, null, $"found {stream.Length} bytes, expected a safetensors file of at least 8");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LongestHeader || (long)length > stream.Length - LengthBytes)
        {
            throw new WeightsFormatException(
                path,
                null,
                $"found a header of {length} bytes in a file of {stream.Length}; it is cut short or no safetensors file");
        }

        var json = new byte[length];
        stream.ReadExactly(json);
        var dataStart = LengthBytes + (long)length;
        var entries = Parse(json, dataStart, stream.Length, path);
        CheckCoverage(entries.Values, dataStart, stream.Length, path);
        return entries;
    }

    static Dictionary<string, SafeTensorsEntry> Parse(byte[] json, long dataStart, long fileLength, string path)
    {
        var entries = new Dictionary<string, SafeTensorsEntry>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals("__metadata__"))
                {
                    continue;
                }

                if (!entries.TryAdd(property.Name, Entry(property, dataStart, fileLength, path)))
                {
                    throw new WeightsFormatException(path, property.Name, "is described twice in the header");
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException
                                       or FormatException or IndexOutOfRangeException)
        {
            throw new WeightsFormatException(path, null, $"the header is not that of a safetensors file: {e.Message}", e);
        }

        return entries;
    }

    static SafeTensorsEntry Entry(JsonProperty property, long dataStart, long fileLength, string path)
    {
        var type = property.Value.GetProperty("dtype").GetString() ?? "null";
        long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        var offsets = property.Value.GetProperty("data_offsets");
        long from = offsets[0].GetInt64(), to = offsets[1].GetInt64();
        if (from < 0 || to < from || to > fileLength - dataStart)
        {
            throw new WeightsFormatException(
                path,
                property.Name,
                $"found bytes {from} to {to}, but the file has {fileLength - dataStart}; it is cut short or damaged");
        }

        var expected = ByteLength(type, shape);
        if (expected is null || (StagedCopy.Width(type) is not null && expected != to - from))
        {
            throw new WeightsFormatException(
                path, property.Name, $"found {to - from} bytes, which is not the length of {type} [{string.Join(", ", shape)}]");
        }

        return new SafeTensorsEntry(property.Name, type, shape, dataStart + from, to - from);
    }

    /// <summary>Null when the product overflows or a size is negative; 0 for element types of unknown width.</summary>
    static long? ByteLength(string type, long[] shape)
    {
        try
        {
            long bytes = StagedCopy.Width(type) ?? 0;
            foreach (var size in shape)
            {
                bytes = checked(bytes * (size < 0 ? throw new OverflowException() : size));
            }

            return bytes;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    static void CheckCoverage(IEnumerable<SafeTensorsEntry> entries, long dataStart, long fileLength, string path)
    {
        var end = dataStart;
        foreach (var entry in entries.OrderBy(e => e.Start).ThenBy(e => e.Length))
        {
            if (entry.Start != end)
            {
                var what = entry.Start < end
                    ? "shares bytes with another tensor"
                    : $"leaves {entry.Start - end} bytes before it to no tensor";
                throw new WeightsFormatException(path, entry.Name, $"{what}; the file is damaged");
            }

            end += entry.Length;
        }

        if (end != fileLength)
        {
            throw new WeightsFormatException(path, null, $"the last {fileLength - end} bytes belong to no tensor; the file is damaged");
        }
    }
}

/// <summary>A tensor as the header of a safetensors file describes it.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="ElementType">As the file spells it: <c>F32</c>, <c>BF16</c>, <c>I64</c>, …</param>
/// <param name="Shape">Dimensions, outermost first; empty for a scalar.</param>
/// <param name="Start">First byte, counted from the start of the file.</param>
/// <param name="Length">Number of bytes.</param>
sealed record SafeTensorsEntry(string Name, string ElementType, IReadOnlyList<long> Shape, long Start, long Length)
{
    /// <summary>Number of elements; 1 for a scalar.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);
}
