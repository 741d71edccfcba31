using System.Runtime.Intrinsics;
using TrainingDynamics.Engine.Native;

namespace TrainingDynamics.Engine.Optim;

/// <summary>
/// An update on the CPU in two passes over memory: one that reads the gradients for their norm, one that clips them, takes AdamW's
/// step and zeroes them. By an operation of torch each, it is five. Where all gradients of a block are zero, as of the words that no
/// text of the batch has, the second pass neither reads nor writes them. Source for the formulas: <see cref="FusedAdamW"/>.
/// </summary>
sealed unsafe class HostUpdate
{
    const int Block = 256; // elements that are told to be zero together: two words of bert-tiny, a third of one of bert-base
    const int Chunk = 64; // blocks that one thread takes at least

    readonly bool[] _isZero; // of each block; as of the last norm
    readonly double[] _sums; // of the squares of each chunk

    /// <param name="length">Elements, N.</param>
    public HostUpdate(long length)
    {
        _isZero = new bool[checked((int)((length + Block - 1) / Block))];
        _sums = new double[(_isZero.Length + Chunk - 1) / Chunk];
    }

    /// <summary>Whether this processor and this libtorch have what it takes.</summary>
    public static bool IsAvailable => Vector256.IsHardwareAccelerated && HostThreads.IsAvailable;

    /// <summary>The 2-norm of the gradients, [N]; the same bits with any number of threads.</summary>
    public float Norm(float* gradients, long length)
    {
        HostThreads.For(_sums.Length, 1, (from, to, _) =>
        {
            for (var chunk = from; chunk < to; chunk++)
            {
                var sum = 0.0;
                for (var b = chunk * Chunk; b < Math.Min((chunk + 1) * Chunk, _isZero.Length); b++)
                    sum += SquaresOf(b, gradients, length);
                _sums[chunk] = sum;
            }
        });
        return (float)Math.Sqrt(_sums.Sum());
    }

    /// <summary>Takes the step and zeroes the gradients, whose norm must have been taken just before.</summary>
    /// <param name="buffers">Of N elements each.</param>
    /// <param name="length">Elements, N.</param>
    /// <param name="decayed">Elements from the first on that are decayed.</param>
    /// <param name="step">This one's numbers.</param>
    public void Apply(Buffers buffers, long length, long decayed, StepNumbers step)
    {
        var plain = step with { Kept = 1 };
        HostThreads.For(_isZero.Length, Chunk, (from, to, _) =>
        {
            for (var b = from; b < to; b++)
            {
                var (start, end) = ((long)b * Block, Math.Min((long)(b + 1) * Block, length));
                var border = Math.Clamp(decayed, start, end);
                Apply(buffers, start, border, step, _isZero[b]);
                Apply(buffers, border, end, plain, _isZero[b]);
            }
        });
    }

    double SquaresOf(int block, float* gradients, long length)
    {
        var (i, end) = ((long)block * Block, Math.Min((long)(block + 1) * Block, length));
        Vector256<float> any = default, sums = default, more = default;
        for (; i + 16 <= end; i += 16)
        {
            var (a, b) = (Vector256.Load(gradients + i), Vector256.Load(gradients + i + 8));
            any |= a | b;
            sums = Vector256.FusedMultiplyAdd(a, a, sums);
            more = Vector256.FusedMultiplyAdd(b, b, more);
        }

        var rest = 0f;
        var isZero = any.AsInt32() == default;
        for (; i < end; i++)
        {
            rest += gradients[i] * gradients[i];
            isZero &= gradients[i] == 0;
        }

        _isZero[block] = isZero;
        return Vector256.Sum(sums + more) + rest;
    }

    static void Apply(Buffers at, long start, long end, StepNumbers step, bool isZero)
    {
        var i = start;
        for (; i + 8 <= end; i += 8)
        {
            var g = Vector256<float>.Zero;
            if (!isZero)
            {
                g = Vector256.Load(at.Gradients + i) * step.Clip;
                Vector256<float>.Zero.Store(at.Gradients + i);
            }

            var m = Vector256.Load(at.First + i);
            m = Vector256.FusedMultiplyAdd(Vector256.Create(StepNumbers.OfFirst), g - m, m);
            var v = Vector256.FusedMultiplyAdd(g * StepNumbers.OfSecond, g, Vector256.Load(at.Second + i) * StepNumbers.KeptOfSecond);
            m.Store(at.First + i);
            v.Store(at.Second + i);
            var root = Vector256.FusedMultiplyAdd(Vector256.Sqrt(v), Vector256.Create(step.RootScale), Vector256.Create(StepNumbers.Epsilon));
            (Vector256.Load(at.Values + i) * step.Kept - m * step.Size / root).Store(at.Values + i);
        }

        for (; i < end; i++)
        {
            var g = at.Gradients[i] * step.Clip;
            at.Gradients[i] = 0;
            var m = MathF.FusedMultiplyAdd(StepNumbers.OfFirst, g - at.First[i], at.First[i]);
            var v = MathF.FusedMultiplyAdd(g * StepNumbers.OfSecond, g, at.Second[i] * StepNumbers.KeptOfSecond);
            (at.First[i], at.Second[i]) = (m, v);
            var root = MathF.FusedMultiplyAdd(MathF.Sqrt(v), step.RootScale, StepNumbers.Epsilon);
            at.Values[i] = at.Values[i] * step.Kept - m * step.Size / root;
        }
    }

    /// <summary>Where the numbers lie.</summary>
    public readonly struct Buffers(float* values, float* gradients, float* first, float* second)
    {
        public float* Values => values;

        public float* Gradients => gradients;

        public float* First => first;

        public float* Second => second;
    }

    /// <summary>What is the same for all elements of a step.</summary>
    /// <param name="Clip">Scales the gradients.</param>
    /// <param name="Kept">What the decay leaves of a parameter.</param>
    /// <param name="Size">The learning rate over the first moment's bias.</param>
    /// <param name="RootScale">1 over the root of the second moment's bias.</param>
    public readonly record struct StepNumbers(float Clip, float Kept, float Size, float RootScale)
    {
        // What a gradient adds to the moments, rounded after the difference as torch does: 1 - 0.999f is off by 5e-5 of itself.
        public const float OfFirst = (float)(1 - Beta1), OfSecond = (float)(1 - Beta2);

        public const float KeptOfSecond = (float)Beta2, Epsilon = 1e-8f;

        const double Beta1 = 0.9, Beta2 = 0.999;

        /// <summary>Of step <paramref name="count"/>, from 1.</summary>
        public static StepNumbers Of(float count, double rate, double decay, float clip) => new(
            clip,
            (float)(1 - rate * decay),
            (float)(rate / (1 - Math.Pow(Beta1, count))),
            (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, count))));
    }
}
