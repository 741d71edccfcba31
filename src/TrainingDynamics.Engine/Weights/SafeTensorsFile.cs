using System.IO.MemoryMappedFiles;
using TrainingDynamics.Logs;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Weights;

/// <summary>A safetensors file opened for reading. The file is mapped, and a tensor goes piece by piece to where it is wanted.</summary>
public sealed class SafeTensorsFile : IWeightsFile
{
    const long PieceElements = 1 << 22;

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

    /// <summary>Fills <paramref name="destination"/> with a tensor of the file, converting it to the type that is wanted.</summary>
    /// <param name="name">One of <see cref="Entries"/>.</param>
    /// <param name="destination">float32 or bfloat16, contiguous, of the tensor's shape, on any device.</param>
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

        var type = entry.ElementType switch
        {
            "F32" => ScalarType.Float32,
            "F16" => ScalarType.Float16,
            "BF16" => ScalarType.BFloat16,
            _ => throw new WeightsFormatException(Path, name, $"found elements of type {entry.ElementType}, expected F32, F16 or BF16"),
        };
        using var noGradient = no_grad();
        using var values = destination.view(-1);
        var isThere = type == destination.dtype && destination.device_type == TorchSharp.DeviceType.CPU;
        using var staging = isThere ? null : empty(Math.Min(PieceElements, entry.Elements), type);
        for (var first = 0L; first < entry.Elements; first += PieceElements)
        {
            var count = Math.Min(PieceElements, entry.Elements - first);
            using var target = values.narrow(0, first, count);
            using var piece = staging?.narrow(0, 0, count);
            var bytes = (piece ?? target).bytes;
            Read(entry.Start + first * (bytes.Length / count), bytes);
            if (piece is not null)
            {
                target.copy_(piece);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _map.Dispose();

    // A window at a time: pages of the file count as the process's memory while they are mapped.
    unsafe void Read(long start, Span<byte> destination)
    {
        using var view = _map.CreateViewAccessor(start, destination.Length, MemoryMappedFileAccess.Read);
        byte* mapped = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref mapped);
        try
        {
            new ReadOnlySpan<byte>(mapped + view.PointerOffset, destination.Length).CopyTo(destination);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }
}
