using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Models;

/// <summary>Zeroes elements at random in training and scales the rest up, so that the expectation stays.</summary>
public interface IDropout : IDisposable
{
    /// <summary>Called once before each forward pass in training; masks of earlier passes may be overwritten from here on.</summary>
    void BeginPass();

    /// <summary>
    /// <paramref name="x"/> with each element zeroed with <paramref name="probability"/> in [0, 1), else divided by its
    /// complement. Any shape; 0 gives <paramref name="x"/> itself.
    /// </summary>
    Tensor Apply(Tensor x, double probability);
}
