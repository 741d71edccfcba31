using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using TorchSharp;
using TrainingDynamics.Logs;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Weights;

/// <summary>A safetensors file opened for reading. The file is mapped, so bytes go straight from it to where they are wanted.</summary>
public sealed class SafeTensorsFile : IWeightsFile
{
    readonly MemoryMappedFile _map;

    SafeTensorsFile(string path, MemoryMappedFile map, IReadOnlyDictionary<string, SafeTensorsEntry> entries)
    {
        Path = path;
        _map = map;
        Entries = entries;
        Shapes = entries.ToDictionary(entry => entry.Key, entry => entry.Value.Shape, StringComparer.Ordinal);
    }

    /// <summary>The file as it was opened.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafeTensorsEntry> Entries { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Shapes { get; }

    /// <summary>Reads and checks the header; no weights yet.</summary>
    /// <exception cref="WeightsFormatException">The file cannot be read, is cut short or damaged.</exception>
    public static SafeTensorsFile Open(string path)
    {
        try
        {
            using var stream = RegularFile.Open(path);
            var entries = SafeTensorsHeader.Read(stream, path);
            var map = MemoryMappedFile.CreateFromFile(
                stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            return new SafeTensorsFile(path, map, entries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightsFormatException(path, null, $"cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Fills <paramref name="destination"/> with a tensor of the file, converting half precision to float32.</summary>
    /// <param name="name">One of <see cref="Entries"/>.</param>
    /// <param name="destination">float32, contiguous, of the tensor's shape, on any device.</param>
    /// <exception cref="WeightsFormatException">The tensor is not there, of another shape, or not of a floating-point type.</exception>
    public void CopyTo(string name, Tensor destination)
    {
        if (!Entries.TryGetValue(name, out var entry))
        {
            throw new WeightsFormatException(Path, name, "is not in the file");
        }

        if (!entry.Shape.SequenceEqual(destination.shape))
        {
            throw new WeightsFormatException(
                Path, name, $"found shape [{string.Join(", ", entry.Shape)}], expected [{string.Join(", ", destination.shape)}]");
        }

        if (destination.device_type == DeviceType.CPU)
        {
            Convert(entry, MemoryMarshal.Cast<byte, float>(destination.bytes));
            return;
        }

        using var staging = empty(destination.shape, ScalarType.Float32);
        Convert(entry, MemoryMarshal.Cast<byte, float>(staging.bytes));
        using var noGradient = no_grad();
        destination.copy_(staging);
    }

    /// <inheritdoc/>
    public void Dispose() => _map.Dispose();

    unsafe void Convert(SafeTensorsEntry entry, Span<float> destination)
    {
        if (entry.Length == 0)
        {
            return;
        }

        using var view = _map.CreateViewAccessor(entry.Start, entry.Length, MemoryMappedFileAccess.Read);
        byte* mapped = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref mapped);
        try
        {
            var source = new ReadOnlySpan<byte>(mapped + view.PointerOffset, checked((int)entry.Length));
            switch (entry.ElementType)
            {
                case "F32":
                    source.CopyTo(MemoryMarshal.AsBytes(destination));
                    break;
                case "F16":
                    FromHalf(MemoryMarshal.Cast<byte, Half>(source), destination);
                    break;
                case "BF16":
                    FromBrainFloat(MemoryMarshal.Cast<byte, ushort>(source), destination);
                    break;
                default:
                    throw new WeightsFormatException(
                        Path, entry.Name, $"found elements of type {entry.ElementType}, expected F32, F16 or BF16");
            }
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    static void FromHalf(ReadOnlySpan<Half> source, Span<float> destination)
    {
        for (var i = 0; i < source.Length; i++)
        {
            destination[i] = (float)source[i];
        }
    }

    /// <summary>A bfloat16 is the upper half of a float32.</summary>
    static void FromBrainFloat(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        for (var i = 0; i < source.Length; i++)
        {
            destination[i] = BitConverter.UInt32BitsToSingle((uint)source[i] << 16);
        }
    }
}
