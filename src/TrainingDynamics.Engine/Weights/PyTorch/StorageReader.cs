namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>Turns a run of raw elements into values; chosen once for a tensor.</summary>
delegate void ConvertElements<T>(string elementType, ReadOnlySpan<byte> source, Span<T> destination);

/// <summary>Reads a tensor's elements in the tensor's order from the storage they lie in.</summary>
static class StorageReader
{
    const int ChunkBytes = 1 << 16;

    /// <summary>Fills <paramref name="destination"/>, row-major, of as many values as the tensor has elements.</summary>
    /// <param name="source">Stands at the tensor's first element.</param>
    /// <param name="entry">Checked to lie in its storage.</param>
    /// <param name="destination">As long as the tensor.</param>
    /// <param name="convert">From the tensor's element type.</param>
    public static void Read<T>(Stream source, PyTorchEntry entry, Span<T> destination, ConvertElements<T> convert)
    {
        if (entry.IsContiguous)
        {
            ReadRun(source, entry.ElementType, destination, convert);
            return;
        }

        // The file's order is not the tensor's: the stretch that it views is read whole and gathered.
        var stretch = new T[entry.Extent];
        ReadRun(source, entry.ElementType, stretch, convert);
        Gather(stretch, entry, destination);
    }

    static void ReadRun<T>(Stream source, string elementType, Span<T> destination, ConvertElements<T> convert)
    {
        var width = ElementConversion.Width(elementType);
        Span<byte> chunk = new byte[(int)Math.Min(ChunkBytes, (long)destination.Length * width)];
        while (!destination.IsEmpty)
        {
            var count = Math.Min(destination.Length, chunk.Length / width);
            source.ReadExactly(chunk[..(count * width)]);
            convert(elementType, chunk[..(count * width)], destination[..count]);
            destination = destination[count..];
        }
    }

    static void Gather<T>(ReadOnlySpan<T> stretch, PyTorchEntry entry, Span<T> destination)
    {
        var index = new long[entry.Shape.Count];
        var at = 0L;
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = stretch[(int)at];
            for (var d = index.Length - 1; d >= 0; d--)
            {
                at += entry.Strides[d];
                if (++index[d] < entry.Shape[d])
                {
                    break;
                }

                at -= index[d] * entry.Strides[d];
                index[d] = 0;
            }
        }
    }
}

/// <summary>A run of elements in the file, or a part of one that old files describe as a view of it.</summary>
/// <param name="Key">The file's name for the whole run.</param>
/// <param name="ElementType">In safetensors' spelling.</param>
/// <param name="WholeElements">Length of the whole run.</param>
/// <param name="Start">First element of the part, counted from the start of the run.</param>
/// <param name="Elements">Length of the part.</param>
sealed record Storage(string Key, string ElementType, long WholeElements, long Start, long Elements);

/// <summary>The raw bytes of a checkpoint's storages, in the zip form or the legacy form.</summary>
interface IStorageSource : IDisposable
{
    /// <summary>The bytes from <paramref name="offset"/> on; good until the next call, and not the caller's to dispose.</summary>
    Stream OpenAt(string key, long offset);
}
