namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>
/// A <c>pytorch_model.bin</c> opened for reading, in the zip form or the legacy form. Nothing in the file is executed, and
/// the weights stay in it until they are asked for. For one thread at a time.
/// </summary>
sealed class PyTorchFile(string path, IStorageSource storages, IReadOnlyDictionary<string, PyTorchEntry> entries) : IWeightsFile
{
    public string Path { get; } = path;

    /// <summary>
    /// The tensors by name, in the file's order: those of the checkpoint itself or of the one dictionary of tensors in it.
    /// </summary>
    public IReadOnlyDictionary<string, PyTorchEntry> Entries { get; } = entries;

    public IReadOnlyDictionary<string, IReadOnlyList<long>> Shapes { get; } =
        entries.ToDictionary(entry => entry.Key, entry => entry.Value.Shape, StringComparer.Ordinal);

    /// <summary>Reads and checks the descriptions of the tensors; no weights yet.</summary>
    /// <exception cref="WeightsFormatException">
    /// The file cannot be read, is cut short or damaged, holds no or several dictionaries of tensors, or asks for a callable
    /// that makes something else than tensors and dictionaries; the message names it.
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
        try
        {
            var isZip = stream.ReadByte() == 'P' && stream.ReadByte() == 'K';
            var (root, storages) = isZip ? ZipContainer.Open(stream, path) : LegacyArchive.Open(stream, path);
            return new PyTorchFile(path, storages, StateDictionary.Find(root, path));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public void CopyTo(string name, Tensor destination)
    {
        if (!Entries.TryGetValue(name, out var entry))
        {
            throw new WeightsFormatException(Path, name, "is not in the file");
        }

        var type = StagedCopy.TypeOf(Path, name, entry.ElementType, entry.Shape, destination);
        if (entry.Elements == 0)
        {
            return;
        }

        try
        {
            var start = checked((entry.Storage.Start + entry.Offset) * StagedCopy.Width(entry.ElementType)!.Value);
            var source = storages.OpenAt(entry.Storage.Key, start);
            if (entry.IsContiguous)
            {
                StagedCopy.Fill(destination, type, (_, bytes) => source.ReadExactly(bytes));
                return;
            }

            // The file's order is not the tensor's: the stretch that it views is read whole.
            using var noGradient = no_grad();
            using var stretch = empty(entry.Extent, type);
            StagedCopy.Fill(stretch, type, (_, bytes) => source.ReadExactly(bytes));
            using var view = stretch.as_strided([.. entry.Shape], entry.Strides);
            destination.copy_(view);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new WeightsFormatException(Path, name, $"cannot be read: {e.Message}", e);
        }
    }

    public void Dispose() => storages.Dispose();
}

/// <summary>The raw bytes of a checkpoint's storages, in the zip form or the legacy form.</summary>
interface IStorageSource : IDisposable
{
    /// <summary>The bytes from <paramref name="offset"/> on; good until the next call, and not the caller's to dispose.</summary>
    Stream OpenAt(string key, long offset);
}
