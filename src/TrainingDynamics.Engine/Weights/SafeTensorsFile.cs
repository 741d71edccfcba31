using System.IO.MemoryMappedFiles;

namespace TrainingDynamics.Engine.Weights;

/// <summary>A safetensors file opened for reading. The file is mapped, and a tensor goes piece by piece to where it is wanted.</summary>
sealed class SafeTensorsFile(string path, MemoryMappedFile map, IReadOnlyDictionary<string, SafeTensorsEntry> entries) : IWeightsFile
{
    public string Path { get; } = path;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafeTensorsEntry> Entries { get; } = entries;

    public IReadOnlyDictionary<string, IReadOnlyList<long>> Shapes { get; } =
        entries.ToDictionary(entry => entry.Key, entry => entry.Value.Shape, StringComparer.Ordinal);

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

    public void CopyTo(string name, Tensor destination)
    {
        if (!Entries.TryGetValue(name, out var entry))
        {
            throw new WeightsFormatException(Path, name, "is not in the file");
        }

        var type = StagedCopy.TypeOf(Path, name, entry.ElementType, entry.Shape, destination);
        StagedCopy.Fill(destination, type, (offset, bytes) => Read(entry.Start + offset, bytes));
    }

    public void Dispose() => map.Dispose();

    // A window at a time: pages of the file count as the process's memory while they are mapped.
    unsafe void Read(long start, Span<byte> destination)
    {
        using var view = map.CreateViewAccessor(start, destination.Length, MemoryMappedFileAccess.Read);
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
