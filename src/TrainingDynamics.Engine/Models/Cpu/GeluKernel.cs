using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TrainingDynamics.Engine.Models.Cpu;

/// <summary>The activation between the two products of a feed-forward block, with the bias before it.</summary>
static unsafe class GeluKernel
{
    /// <summary>
    /// value = gelu(u + bias), and the derivative in u's place, so that backward is a product. u, value: [rows, width]; bias: [width];
    /// isTanh: gelu's approximation by tanh.
    /// </summary>
    public static void Forward(float* u, float* bias, float* value, int rows, int width, bool isTanh) =>
        CpuThreads.For(rows, CpuLayer.LeastElements / width + 1, (from, to, _) => ForwardRows(u, bias, value, from, to, width, isTanh));

    /// <summary>gradient, [rows, width]: by the value, becomes that by u; its column sums are added to dBias, [width].</summary>
    public static void Backward(CpuArena arena, float* derivative, float* gradient, int rows, int width, float* dBias)
    {
        var columns = new Columns(arena, width);
        CpuThreads.For(
            rows, CpuLayer.LeastElements / width + 1, (from, to, thread) => BackwardRows(derivative, gradient, columns.Of(thread), from, to, width));
        columns.AddTo(dBias, 0, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void ForwardRows(float* u, float* bias, float* value, int from, int to, int width, bool isTanh)
    {
        for (var row = from; row < to; row++)
        {
            var at = (long)row * width;
            for (var i = 0; i < width; i += 8)
            {
                var x = Vector256.Load(u + at + i) + Vector256.Load(bias + i);
                var (y, derivative) = isTanh ? VectorMath.GeluTanh(x) : VectorMath.Gelu(x);
                y.Store(value + at + i);
                derivative.Store(u + at + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void BackwardRows(float* derivative, float* gradient, float* sums, int from, int to, int width)
    {
        for (var row = from; row < to; row++)
        {
            var at = (long)row * width;
            for (var i = 0; i < width; i += 8)
            {
                var d = Vector256.Load(gradient + at + i) * Vector256.Load(derivative + at + i);
                d.Store(gradient + at + i);
                (Vector256.Load(sums + i) + d).Store(sums + i);
            }
        }
    }
}
