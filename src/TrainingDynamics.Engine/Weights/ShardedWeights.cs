namespace TrainingDynamics.Engine.Weights;

/// <summary>The files of a checkpoint that is spread over several, read as one.</summary>
sealed class ShardedWeights(WeightsIndex index, Dictionary<string, IWeightsFile> files) : IWeightsFile
{
    /// <summary>The index as it was opened.</summary>
    public string Path => index.Path;

    public IReadOnlyDictionary<string, IReadOnlyList<long>> Shapes { get; } =
        index.FileOf.ToDictionary(pair => pair.Key, pair => Shape(files[pair.Value], pair.Key), StringComparer.Ordinal);

    /// <summary>Reads the index and the headers of its files; no weights yet. A tensor that the index does not list is ignored.</summary>
    /// <exception cref="WeightsFormatException">
    /// The index or one of its files is missing or damaged, or a file lacks a tensor that the index places there.
    /// </exception>
    public static ShardedWeights Open(string path)
    {
        var index = WeightsIndex.Read(path);
        var files = new Dictionary<string, IWeightsFile>(StringComparer.Ordinal);
        try
        {
            foreach (var name in index.Files)
            {
                var file = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path) ?? "", name);
                if (!File.Exists(file))
                {
                    throw new WeightsFormatException(path, null, $"lists the file {name}, which is not beside it; copy or download it, too");
                }

                files.Add(name, WeightsFiles.OpenSingle(file));
            }

            return new ShardedWeights(index, files);
        }
        catch
        {
            Close(files);
            throw;
        }
    }

    public void CopyTo(string name, Tensor destination)
    {
        if (!index.FileOf.TryGetValue(name, out var file))
        {
            throw new WeightsFormatException(Path, name, "is not in the index");
        }

        files[file].CopyTo(name, destination);
    }

    public void Dispose() => Close(files);

    static IReadOnlyList<long> Shape(IWeightsFile file, string name) => file.Shapes.TryGetValue(name, out var shape)
        ? shape
        : throw new WeightsFormatException(file.Path, name, "is not in the file, in which the index places it");

    static void Close(Dictionary<string, IWeightsFile> files)
    {
        foreach (var file in files.Values)
        {
            file.Dispose();
        }
    }
}
