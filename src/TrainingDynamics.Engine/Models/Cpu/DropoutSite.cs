using System.Runtime.Intrinsics;

namespace TrainingDynamics.Engine.Models.Cpu;

/// <summary>One place where a pass drops elements.</summary>
/// <param name="Key">Decides the mask.</param>
/// <param name="Probability">In [0, 1); 0 drops nothing.</param>
readonly record struct DropoutSite(ulong Key, double Probability)
{
    /// <summary>A number drawn at or above it is kept.</summary>
    public uint Threshold => (uint)(Probability * 4294967296.0);

    /// <summary>What is kept is multiplied by this.</summary>
    public float Scale => (float)(1 / (1 - Probability));

    /// <summary>All bits set where an element is kept.</summary>
    public static Vector256<float> Kept(Vector256<uint> drawn, Vector256<uint> threshold) =>
        Vector256.GreaterThanOrEqual(drawn, threshold).AsSingle();
}
