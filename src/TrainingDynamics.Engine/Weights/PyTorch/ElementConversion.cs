using System.Runtime.InteropServices;

namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>Turns the elements of a file, little endian, into float32 or int64.</summary>
static class ElementConversion
{
    /// <summary>Bytes of one element.</summary>
    public static int Width(string elementType) => elementType switch
    {
        "F64" or "I64" => 8,
        "F32" or "I32" => 4,
        "F16" or "BF16" or "I16" => 2,
        _ => 1, // I8, U8, BOOL
    };

    public static bool IsFloatingPoint(string elementType) => elementType is "F64" or "F32" or "F16" or "BF16";

    /// <summary>Floating-point elements as float32; those of F64 are rounded.</summary>
    public static void ToSingle(string elementType, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (elementType)
        {
            case "F32":
                MemoryMarshal.Cast<byte, float>(source).CopyTo(destination);
                break;
            case "F64":
                Convert(MemoryMarshal.Cast<byte, double>(source), destination, x => (float)x);
                break;
            case "F16":
                Convert(MemoryMarshal.Cast<byte, Half>(source), destination, x => (float)x);
                break;
            default: // BF16 is the upper half of a float32
                Convert(MemoryMarshal.Cast<byte, ushort>(source), destination, x => BitConverter.UInt32BitsToSingle((uint)x << 16));
                break;
        }
    }

    /// <summary>Integer elements as int64; of BOOL 0 and 1.</summary>
    public static void ToInt64(string elementType, ReadOnlySpan<byte> source, Span<long> destination)
    {
        switch (elementType)
        {
            case "I64":
                MemoryMarshal.Cast<byte, long>(source).CopyTo(destination);
                break;
            case "I32":
                Convert(MemoryMarshal.Cast<byte, int>(source), destination, x => (long)x);
                break;
            case "I16":
                Convert(MemoryMarshal.Cast<byte, short>(source), destination, x => (long)x);
                break;
            case "I8":
                Convert(MemoryMarshal.Cast<byte, sbyte>(source), destination, x => (long)x);
                break;
            case "BOOL":
                Convert(source, destination, x => x == 0 ? 0L : 1L);
                break;
            default: // U8
                Convert(source, destination, x => (long)x);
                break;
        }
    }

    static void Convert<TFrom, TTo>(ReadOnlySpan<TFrom> source, Span<TTo> destination, Func<TFrom, TTo> convert)
    {
        for (var i = 0; i < source.Length; i++)
        {
            destination[i] = convert(source[i]);
        }
    }
}
