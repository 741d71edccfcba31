using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Weights;

/// <summary>A file of named tensors, of either format, opened for reading.</summary>
public interface IWeightsFile : IDisposable
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
