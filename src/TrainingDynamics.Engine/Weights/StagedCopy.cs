namespace TrainingDynamics.Engine.Weights;

/// <summary>Fills tensors from the bytes of a file, piece by piece; torch converts the elements.</summary>
static class StagedCopy
{
    const long PieceElements = 1 << 22;

    /// <summary>Bytes of one element of a type in safetensors' spelling; null for a type that is not known.</summary>
    public static int? Width(string elementType) => elementType switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" => 1,
        _ => null, // newer types; they are refused when they are read, not before
    };

    /// <summary>The type of a file's tensor that is to fill <paramref name="destination"/>.</summary>
    /// <exception cref="WeightsFormatException">It is of another shape, or not of a floating-point type.</exception>
    public static ScalarType TypeOf(string path, string name, string elementType, IReadOnlyList<long> shape, Tensor destination)
    {
        if (!shape.SequenceEqual(destination.shape))
        {
            throw new WeightsFormatException(
                path, name, $"found shape [{string.Join(", ", shape)}], expected [{string.Join(", ", destination.shape)}]");
        }

        return elementType switch
        {
            "F32" => ScalarType.Float32,
            "F16" => ScalarType.Float16,
            "BF16" => ScalarType.BFloat16,
            "F64" => ScalarType.Float64,
            _ => throw new WeightsFormatException(path, name, $"found elements of type {elementType}, expected F32, F16, BF16 or F64"),
        };
    }

    /// <summary>Fills a contiguous tensor on any device with elements of a type.</summary>
    /// <param name="destination">Converted to its type.</param>
    /// <param name="type">Of the elements in the file.</param>
    /// <param name="read">Called for piece after piece: fills a span with the tensor's bytes from an offset on.</param>
    public static void Fill(Tensor destination, ScalarType type, Action<long, Span<byte>> read)
    {
        using var noGradient = no_grad();
        using var values = destination.view(-1);
        var elements = values.numel();
        var isThere = type == destination.dtype && destination.device_type == TorchSharp.DeviceType.CPU;
        using var staging = isThere ? null : empty(Math.Min(PieceElements, elements), type);
        for (var first = 0L; first < elements; first += PieceElements)
        {
            var count = Math.Min(PieceElements, elements - first);
            using var target = values.narrow(0, first, count);
            using var piece = staging?.narrow(0, 0, count);
            var bytes = (piece ?? target).bytes;
            read(first * (bytes.Length / count), bytes);
            if (piece is not null)
            {
                target.copy_(piece);
            }
        }
    }
}
