using System.Runtime.InteropServices;
using TorchSharp;
using TrainingDynamics.Logs;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>
/// A <c>pytorch_model.bin</c> opened for reading, in the zip form or the legacy form. Nothing in the file is executed, and
/// the weights stay in it until they are asked for. For one thread at a time.
/// </summary>
public sealed class PyTorchFile : IWeightsFile
{
    // Beyond this many elements a tensor that repeats a few bytes of the file over and over is taken for an attack.
    const long MostRepeated = 1 << 20;

    readonly IStorageSource _storages;

    PyTorchFile(string path, IStorageSource storages, IReadOnlyDictionary<string, PyTorchEntry> entries)
    {
        Path = path;
        _storages = storages;
        Entries = entries;
        Shapes = entries.ToDictionary(entry => entry.Key, entry => entry.Value.Shape, StringComparer.Ordinal);
    }

    /// <summary>The file as it was opened.</summary>
    public string Path { get; }

    /// <summary>
    /// The tensors by name, in the file's order: those of the checkpoint itself or of the one dictionary of tensors in it.
    /// </summary>
    public IReadOnlyDictionary<string, PyTorchEntry> Entries { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Shapes { get; }

    /// <summary>Reads and checks the descriptions of the tensors; no weights yet.</summary>
    /// <exception cref="WeightsFormatException">
    /// The file cannot be read, is cut short or damaged, holds no or several dictionaries of tensors, or asks for a callable
    /// that does not make tensors or dictionaries; the message names it.
    /// </exception>
    public static PyTorchFile Open(string path)
    {
        try
        {
            return Open(RegularFile.Open(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightsFormatException(path, null, $"cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The same from a seekable stream, which it owns; <paramref name="path"/> is for errors.</summary>
    internal static PyTorchFile Open(Stream stream, string path)
    {
        PyTorchFile? file = null;
        try
        {
            object? root;
            IStorageSource storages;
            if (stream.ReadByte() == 'P' && stream.ReadByte() == 'K')
            {
                (root, storages) = ZipContainer.Open(stream, path);
            }
            else
            {
                (root, storages) = LegacyArchive.Open(stream, path);
            }

            file = new PyTorchFile(path, storages, StateDictionary.Find(root, path));
            return file;
        }
        finally
        {
            if (file is null)
            {
                stream.Dispose();
            }
        }
    }

    /// <summary>Fills <paramref name="destination"/> with a tensor of the file, converting it to the type that is wanted.</summary>
    /// <param name="name">One of <see cref="Entries"/>.</param>
    /// <param name="destination">float32 or bfloat16, of the tensor's shape, on any device.</param>
    /// <exception cref="WeightsFormatException">
    /// The tensor is not there, of another shape, not of a floating-point type, or cut short.
    /// </exception>
    public void CopyTo(string name, Tensor destination)
    {
        var entry = Find(name);
        if (!entry.Shape.SequenceEqual(destination.shape))
        {
            throw new WeightsFormatException(
                Path, name, $"found shape [{string.Join(", ", entry.Shape)}], expected [{string.Join(", ", destination.shape)}]");
        }

        if (!ElementConversion.IsFloatingPoint(entry.ElementType))
        {
            throw new WeightsFormatException(
                Path, name, $"found elements of type {entry.ElementType}, expected F32, F16, BF16 or F64");
        }

        if (destination.dtype is not (ScalarType.Float32 or ScalarType.BFloat16))
        {
            throw new ArgumentException($"found elements of type {destination.dtype}, expected Float32 or BFloat16", nameof(destination));
        }

        if (destination.device_type == DeviceType.CPU && destination.is_contiguous() && destination.dtype == ScalarType.Float32)
        {
            Read(entry, MemoryMarshal.Cast<byte, float>(destination.bytes), ElementConversion.ToSingle);
            return;
        }

        using var staging = empty(destination.shape, ScalarType.Float32);
        Read(entry, MemoryMarshal.Cast<byte, float>(staging.bytes), ElementConversion.ToSingle);
        using var noGradient = no_grad();
        destination.copy_(staging);
    }

    /// <summary>The values of an integer or boolean tensor, row-major; booleans are 0 and 1.</summary>
    /// <param name="name">One of <see cref="Entries"/>, such as the buffer <c>position_ids</c>.</param>
    /// <exception cref="WeightsFormatException">The tensor is not there, of a floating-point type, or cut short.</exception>
    public long[] ReadIntegers(string name)
    {
        var entry = Find(name);
        if (ElementConversion.IsFloatingPoint(entry.ElementType))
        {
            throw new WeightsFormatException(Path, name, $"found elements of type {entry.ElementType}, expected integers");
        }

        if (entry.Elements > Math.Max(MostRepeated, entry.Storage.Elements))
        {
            throw new WeightsFormatException(
                Path, name, $"has {entry.Elements} elements made from {entry.Storage.Elements} in the file; the file is damaged");
        }

        var values = new long[entry.Elements];
        Read(entry, values, ElementConversion.ToInt64);
        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => _storages.Dispose();

    PyTorchEntry Find(string name) =>
        Entries.TryGetValue(name, out var entry) ? entry : throw new WeightsFormatException(Path, name, "is not in the file");

    void Read<T>(PyTorchEntry entry, Span<T> destination, ConvertElements<T> convert)
    {
        if (destination.IsEmpty)
        {
            return;
        }

        if (entry.Extent > Array.MaxLength)
        {
            throw new WeightsFormatException(Path, entry.Name, $"spreads over {entry.Extent} elements of its storage; save it contiguous");
        }

        try
        {
            var first = checked((entry.Storage.Start + entry.Offset) * ElementConversion.Width(entry.ElementType));
            StorageReader.Read(_storages.OpenAt(entry.Storage.Key, first), entry, destination, convert);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new WeightsFormatException(Path, entry.Name, $"cannot be read: {e.Message}", e);
        }
    }
}
