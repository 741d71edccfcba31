namespace TrainingDynamics.Engine.Models;

/// <summary>A checkpoint's tensor inside the buffer of all parameters.</summary>
/// <param name="Offset">First element.</param>
/// <param name="Elements">Number of elements.</param>
/// <param name="Shape">Dimensions, outermost first.</param>
public sealed record ParameterSlice(long Offset, long Elements, IReadOnlyList<long> Shape);
