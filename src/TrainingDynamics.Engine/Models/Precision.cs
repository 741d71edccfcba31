namespace TrainingDynamics.Engine.Models;

/// <summary>Number format of the forward and backward passes.</summary>
public enum Precision
{
    /// <summary>float32.</summary>
    Fp32,

    /// <summary>bfloat16: float32's range with 8 bits of mantissa; half the memory, about twice as fast where the processor knows it.</summary>
    Bf16,
}
