namespace TrainingDynamics.Engine.Weights;

/// <summary>A tensor as the header of a safetensors file describes it.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="ElementType">As the file spells it: <c>F32</c>, <c>BF16</c>, <c>I64</c>, …</param>
/// <param name="Shape">Dimensions, outermost first; empty for a scalar.</param>
/// <param name="Start">First byte, counted from the start of the file.</param>
/// <param name="Length">Number of bytes.</param>
public sealed record SafeTensorsEntry(string Name, string ElementType, IReadOnlyList<long> Shape, long Start, long Length)
{
    /// <summary>Number of elements; 1 for a scalar.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);
}
