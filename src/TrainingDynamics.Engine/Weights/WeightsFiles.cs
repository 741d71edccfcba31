using TrainingDynamics.Engine.Weights.PyTorch;

namespace TrainingDynamics.Engine.Weights;

/// <summary>Where a model folder has its weights, by Hugging Face's file names.</summary>
public static class WeightsFiles
{
    /// <summary>The files that may hold or list the weights, the preferred one first.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"];

    /// <summary>Path of the first of <see cref="Names"/> that the folder has; null when it has none.</summary>
    public static string? InFolder(string folder) => Names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Opens a file of either format, or all that an index lists; told by the name.</summary>
    /// <exception cref="WeightsFormatException">A file is missing, cannot be read, is cut short or damaged.</exception>
    public static IWeightsFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return WeightsIndex.IsIndex(path) ? ShardedWeights.Open(path) : OpenSingle(path);
    }

    internal static IWeightsFile OpenSingle(string path) =>
        path.EndsWith(".safetensors", StringComparison.Ordinal) ? SafeTensorsFile.Open(path) : PyTorchFile.Open(path);
}
