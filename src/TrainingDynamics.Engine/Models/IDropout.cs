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

    /// <summary>Where the draws are now, for drawing the masks that follow once more.</summary>
    DropoutMark Mark() => DropoutMark.Nowhere;
}

/// <summary>A place in the sequence of a dropout's draws.</summary>
/// <param name="Free">Gives back the memory of the masks that were drawn since; their values are lost.</param>
/// <param name="Return">Has the masks that were drawn since drawn again.</param>
public sealed record DropoutMark(Action Free, Action Return)
{
    /// <summary>Of a dropout that draws nothing.</summary>
    public static DropoutMark Nowhere { get; } = new(() => { }, () => { });
}
