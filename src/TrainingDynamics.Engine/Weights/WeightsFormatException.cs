namespace TrainingDynamics.Engine.Weights;

/// <summary>A file of weights is damaged or does not fit the model.</summary>
/// <param name="path">The file at fault.</param>
/// <param name="tensor">Name of the tensor at fault; null when the whole file is.</param>
/// <param name="problem">Found, expected and what to do, without the place.</param>
/// <param name="cause">The failure underneath, if any.</param>
public sealed class WeightsFormatException(string path, string? tensor, string problem, Exception? cause = null)
    : EngineException(tensor is null ? $"{path}: {problem}" : $"{path}: tensor '{tensor}': {problem}", cause)
{
    /// <summary>The file at fault.</summary>
    public string Path { get; } = path;

    /// <summary>The tensor at fault; null when the whole file is.</summary>
    public string? Tensor { get; } = tensor;
}
