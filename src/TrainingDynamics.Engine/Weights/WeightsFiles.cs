using TrainingDynamics.Engine.Weights.PyTorch;

namespace TrainingDynamics.Engine.Weights;

/// <summary>Where a model folder has its weights, by Hugging Face's file names.</summary>
static class WeightsFiles
{
    /// <summary>The files that may hold or list the weights, the preferred one first.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"];

    /// <summary>Path of the first of <see cref="Names"/> that the folder has; null when it has none.</summary>
    public static string? InFolder(string folder) => Names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Opens a file of either format, or all that an index lists; told by the name.</summary>
    /// <exception cref="WeightsFormatException">A file is missing, cannot be read, is cut short or damaged.</exception>
    public static IWeightsFile Open(string path) =>
        WeightsIndex.IsIndex(path) ? ShardedWeights.Open(path) : OpenSingle(path);

    internal static IWeightsFile OpenSingle(string path) =>
        path.EndsWith(".safetensors", StringComparison.Ordinal) ? SafeTensorsFile.Open(path) : PyTorchFile.Open(path);
}

/// <summary>A file of named tensors, of either format, opened for reading.</summary>
interface IWeightsFile : IDisposable
{
    /// <summary>The file as it was opened.</summary>
    string Path { get; }

    /// <summary>Each tensor's name as the file has it → its dimensions, outermost first.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<long>> Shapes { get; }

    /// <summary>Fills <paramref name="destination"/> with a tensor of the file, converting other floating-point types.</summary>
    /// <param name="name">One of <see cref="Shapes"/>.</param>
    /// <param name="destination">float32 or bfloat16, contiguous, of the tensor's shape, on any device.</param>
    /// <exception cref="WeightsFormatException">The tensor is not there, of another shape, not floating-point, or cut short.</exception>
    void CopyTo(string name, Tensor destination);
}
