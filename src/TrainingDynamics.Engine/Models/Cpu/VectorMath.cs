using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TrainingDynamics.Engine.Models.Cpu;

/// <summary>Functions of eight float32 at once. Own code because the library's go through float64, at a third of the speed.</summary>
static class VectorMath
{
    /// <summary>e^x to two units in the last place; 0 below −87.3, e^88 above 88, NaN of NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        var vanishes = Vector256.LessThan(x, Vector256.Create(-87.3f));
        // In this order of the operands NaN stays NaN, so that a training that diverges is seen.
        x = Vector256.MinNative(Vector256.Create(88f), Vector256.MaxNative(Vector256.Create(-87.3f), x));
        var power = Vector256.Floor(x * 1.44269504f + Vector256.Create(0.5f)); // nearest integer to x / ln 2
        var r = Vector256.FusedMultiplyAdd(power, Vector256.Create(-0.693359375f), x);
        r = Vector256.FusedMultiplyAdd(power, Vector256.Create(2.12194440e-4f), r); // ln 2 in two parts
        // Taylor's series to the seventh power: |r| is at most 0.35, where the next term is below 2^-27.
        var sum = Vector256.Create(1.98412698e-4f);
        sum = Vector256.FusedMultiplyAdd(sum, r, Vector256.Create(1.38888889e-3f));
        sum = Vector256.FusedMultiplyAdd(sum, r, Vector256.Create(8.33333333e-3f));
        sum = Vector256.FusedMultiplyAdd(sum, r, Vector256.Create(4.16666667e-2f));
        sum = Vector256.FusedMultiplyAdd(sum, r, Vector256.Create(1.66666667e-1f));
        sum = Vector256.FusedMultiplyAdd(sum, r, Vector256.Create(0.5f));
        sum = Vector256.FusedMultiplyAdd(sum, r, Vector256<float>.One);
        sum = Vector256.FusedMultiplyAdd(sum, r, Vector256<float>.One);
        var exponent = (Vector256.ConvertToInt32(power) + Vector256.Create(127)) << 23;
        return Vector256.AndNot(sum * exponent.AsSingle(), vanishes);
    }

    /// <summary>
    /// x·Φ(x) and its derivative Φ(x) + x·φ(x); Φ to 1e-7. Source of the error function: Abramowitz and Stegun 7.1.26.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Value, Vector256<float> Derivative) Gelu(Vector256<float> x)
    {
        var density = Exp(x * x * -0.5f); // √(2π)·φ(x)
        var t = Vector256<float>.One / Vector256.FusedMultiplyAdd(
            Vector256.Abs(x), Vector256.Create(0.3275911f * 0.70710678f), Vector256<float>.One);
        var sum = Vector256.Create(1.061405429f);
        sum = Vector256.FusedMultiplyAdd(sum, t, Vector256.Create(-1.453152027f));
        sum = Vector256.FusedMultiplyAdd(sum, t, Vector256.Create(1.421413741f));
        sum = Vector256.FusedMultiplyAdd(sum, t, Vector256.Create(-0.284496736f));
        sum = Vector256.FusedMultiplyAdd(sum, t, Vector256.Create(0.254829592f));
        var tail = sum * t * density * 0.5f; // 1 − Φ(|x|)
        var phi = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), tail, Vector256<float>.One - tail);
        return (x * phi, Vector256.FusedMultiplyAdd(x * 0.39894228f, density, phi));
    }

    /// <summary>½x·(1 + tanh u) = x·σ(2u) with u = √(2/π)·(x + 0.044715·x³), and its derivative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Value, Vector256<float> Derivative) GeluTanh(Vector256<float> x)
    {
        const float twice = 2 * 0.79788456f, cubic = 0.044715f;
        var square = x * x;
        var negative = x * Vector256.FusedMultiplyAdd(square, Vector256.Create(-twice * cubic), Vector256.Create(-twice)); // −2u
        var sigmoid = Vector256<float>.One / (Vector256<float>.One + Exp(negative));
        var slope = Vector256.FusedMultiplyAdd(square, Vector256.Create(3 * twice * cubic), Vector256.Create(twice)); // 2u′
        return (x * sigmoid, Vector256.FusedMultiplyAdd(x * slope * sigmoid, Vector256<float>.One - sigmoid, sigmoid));
    }
}
