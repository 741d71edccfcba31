using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Weights;

/// <summary>The files of a checkpoint that is spread over several, read as one.</summary>
public sealed class ShardedWeights : IWeightsFile
{
    readonly WeightsIndex _index;
    readonly Dictionary<string, IWeightsFile> _files;

    ShardedWeights(WeightsIndex index, Dictionary<string, IWeightsFile> files)
    {
        _index = index;
        _files = files;
        Shapes = index.FileOf.ToDictionary(
            pair => pair.Key, pair => Shape(files[pair.Value], pair.Key), StringComparer.Ordinal);
    }

    /// <summary>The index as it was opened.</summary>
    public string Path => _index.Path;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Shapes { get; }

    /// <summary>Reads the index and the headers of its files; no weights yet. A tensor that the index does not list is left out.</summary>
    /// <exception cref="WeightsFormatException">
    /// The index or one of its files is missing or damaged, or a file lacks a tensor that the index places there.
    /// </exception>
    public static ShardedWeights Open(string path)
    {
        var index = WeightsIndex.Read(path);
        var files = new Dictionary<string, IWeightsFile>(StringComparer.Ordinal);
        ShardedWeights? opened = null;
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

            opened = new ShardedWeights(index, files);
            return opened;
        }
        finally
        {
            if (opened is null)
            {
                Close(files);
            }
        }
    }

    /// <inheritdoc/>
    public void CopyTo(string name, Tensor destination)
    {
        if (!_index.FileOf.TryGetValue(name, out var file))
        {
            throw new WeightsFormatException(Path, name, "is not in the index");
        }

        _files[file].CopyTo(name, destination);
    }

    /// <inheritdoc/>
    public void Dispose() => Close(_files);

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
