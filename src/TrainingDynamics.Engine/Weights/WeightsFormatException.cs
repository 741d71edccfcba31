namespace TrainingDynamics.Engine.Weights;

/// <summary>A file of weights is damaged or does not fit the model.</summary>
public sealed class WeightsFormatException : EngineException
{
    /// <param name="path">The file at fault.</param>
    /// <param name="tensor">Name of the tensor at fault; null when the whole file is.</param>
    /// <param name="problem">Found, expected and what to do, without the place.</param>
    /// <param name="cause">The failure underneath, if any.</param>
    public WeightsFormatException(string path, string? tensor, string problem, Exception? cause = null)
        : base(tensor is null ? $"{path}: {problem}" : $"{path}: tensor '{tensor}': {problem}", cause)
    {
        Path = path;
        Tensor = tensor;
    }

    /// <summary>The file at fault.</summary>
    public string Path { get; }

    /// <summary>The tensor at fault; null when the whole file is.</summary>
    public string? Tensor { get; }
}
