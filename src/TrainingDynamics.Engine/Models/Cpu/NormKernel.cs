using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TrainingDynamics.Engine.Models.Cpu;

/// <summary>
/// y = norm(dropout(a + bias) + residual), what ends either half of an encoder layer, in one pass over memory each way.
/// </summary>
/// <param name="Width">H; a multiple of 8.</param>
/// <param name="LinearBias">[H]; of the linear layer that made a, whose own product leaves it out.</param>
/// <param name="Weight">[H].</param>
/// <param name="Bias">[H].</param>
/// <param name="Epsilon">Added to the variance.</param>
unsafe sealed record NormKernel(int Width, IntPtr LinearBias, IntPtr Weight, IntPtr Bias, float Epsilon)
{
    /// <summary>What backward needs of a forward pass. Normed: [rows, H]; Deviation: [rows], its reciprocal; Kept: [rows, H / 8] bits.</summary>
    public readonly record struct Trace(IntPtr Normed, IntPtr Deviation, IntPtr Kept, DropoutSite Site);

    /// <summary>a: [rows, H], becomes <see cref="Trace.Normed"/>; residual: [rows, H] of stride <paramref name="stride"/>; y: [rows, H].</summary>
    public Trace Forward(CpuArena arena, float* a, float* residual, int stride, float* y, int rows, DropoutSite site)
    {
        var deviations = arena.Floats(rows);
        var kept = site.Probability > 0 ? arena.Bytes((long)rows * Width / 8) : null;
        CpuThreads.For(rows, CpuLayer.LeastElements / Width + 1, (from, to, _) =>
        {
            for (var row = from; row < to; row++)
            {
                var bits = kept == null ? null : kept + (long)row * Width / 8;
                deviations[row] = ForwardRow(a + (long)row * Width, residual + (long)row * stride, y + (long)row * Width, bits, site, row);
            }
        });
        return new Trace((IntPtr)a, (IntPtr)deviations, (IntPtr)kept, site);
    }

    /// <summary>
    /// Turns the gradient by y into those by a and by the residual, and adds those of linear bias, weight and bias to the parameters'.
    /// dy, da, dResidual: [rows, H]; dResidual may be dy.
    /// </summary>
    public void Backward(CpuArena arena, Trace trace, float* dy, float* da, float* dResidual, int rows, float* dLinearBias, float* dWeight, float* dBias)
    {
        var columns = new Columns(arena, 3 * Width);
        CpuThreads.For(rows, CpuLayer.LeastElements / Width + 1, (from, to, thread) =>
        {
            for (var row = from; row < to; row++)
            {
                var at = (long)row * Width;
                var kept = trace.Kept == 0 ? null : (byte*)trace.Kept + at / 8;
                BackwardRow(
                    (float*)trace.Normed + at, ((float*)trace.Deviation)[row], kept, trace.Site.Scale, dy + at, da + at, dResidual + at, columns.Of(thread));
            }
        });
        columns.AddTo(dLinearBias, 0, Width);
        columns.AddTo(dWeight, Width, Width);
        columns.AddTo(dBias, 2 * Width, Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    float ForwardRow(float* a, float* residual, float* y, byte* kept, DropoutSite site, int row)
    {
        var linearBias = (float*)LinearBias;
        var weight = (float*)Weight;
        var bias = (float*)Bias;
        var sum = Vector256<float>.Zero;
        if (kept == null)
        {
            for (var i = 0; i < Width; i += 8)
            {
                var z = Vector256.Load(a + i) + Vector256.Load(linearBias + i) + Vector256.Load(residual + i);
                z.Store(a + i);
                sum += z;
            }
        }
        else
        {
            var random = new BlockRandom(site.Key, row);
            var (threshold, scale) = (Vector256.Create(site.Threshold), Vector256.Create(site.Scale));
            for (var i = 0; i < Width; i += 8)
            {
                var mask = DropoutSite.Kept(random.Next(), threshold);
                kept[i / 8] = (byte)mask.ExtractMostSignificantBits();
                var z = ((Vector256.Load(a + i) + Vector256.Load(linearBias + i)) * scale & mask) + Vector256.Load(residual + i);
                z.Store(a + i);
                sum += z;
            }
        }

        var mean = Vector256.Create(Vector256.Sum(sum) / Width);
        var squares = Vector256<float>.Zero;
        for (var i = 0; i < Width; i += 8)
        {
            var centred = Vector256.Load(a + i) - mean;
            squares = Vector256.FusedMultiplyAdd(centred, centred, squares);
        }

        var deviation = 1 / MathF.Sqrt(Vector256.Sum(squares) / Width + Epsilon);
        var reciprocal = Vector256.Create(deviation);
        for (var i = 0; i < Width; i += 8)
        {
            var normed = (Vector256.Load(a + i) - mean) * reciprocal;
            normed.Store(a + i);
            Vector256.FusedMultiplyAdd(normed, Vector256.Load(weight + i), Vector256.Load(bias + i)).Store(y + i);
        }

        return deviation;
    }

    // sums: [3H], of linear bias, weight and bias.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void BackwardRow(float* normed, float deviation, byte* kept, float scale, float* dy, float* da, float* dResidual, float* sums)
    {
        var weight = (float*)Weight;
        var (mean, projection) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (var i = 0; i < Width; i += 8)
        {
            var (dOut, x) = (Vector256.Load(dy + i), Vector256.Load(normed + i));
            var dNormed = dOut * Vector256.Load(weight + i);
            mean += dNormed;
            projection = Vector256.FusedMultiplyAdd(dNormed, x, projection);
            Vector256.FusedMultiplyAdd(dOut, x, Vector256.Load(sums + Width + i)).Store(sums + Width + i);
            (Vector256.Load(sums + 2 * Width + i) + dOut).Store(sums + 2 * Width + i);
        }

        mean = Vector256.Create(Vector256.Sum(mean) / Width);
        projection = Vector256.Create(Vector256.Sum(projection) / Width);
        var (bits, factor) = (Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128), Vector256.Create(scale));
        for (var i = 0; i < Width; i += 8)
        {
            var d = (Vector256.Load(dy + i) * Vector256.Load(weight + i) - mean - Vector256.Load(normed + i) * projection) * deviation;
            d.Store(dResidual + i);
            if (kept != null)
            {
                d = d * factor & Vector256.Equals(Vector256.Create((int)kept[i / 8]) & bits, bits).AsSingle();
            }

            d.Store(da + i);
            (Vector256.Load(sums + i) + d).Store(sums + i);
        }
    }
}
