using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TrainingDynamics.Engine.Models.Cpu;

/// <summary>
/// Scaled dot-product attention of packed examples, one head of one example after the other, so that its scores stay in the
/// cache; queries, keys and values are read where the projection left them.
/// </summary>
/// <param name="Heads">A.</param>
/// <param name="HeadSize">D.</param>
/// <param name="Packing">Which rows are one example.</param>
/// <param name="FirstOnly">One query per example, its first row; else one per row.</param>
/// <param name="Site">Drops weights.</param>
/// <param name="Bias">Is added to the scores; null: nothing.</param>
sealed unsafe record AttentionKernel(int Heads, int HeadSize, Packing Packing, bool FirstOnly, DropoutSite Site, BiasTable? Bias = null)
{
    /// <summary>A matrix with a head per D columns. Stride: elements per row.</summary>
    public readonly record struct Rows(IntPtr Start, int Stride)
    {
        public float* At(int row, int column) => (float*)Start + (long)row * Stride + column;
    }

    float Scale => 1 / MathF.Sqrt(HeadSize);

    /// <summary>
    /// queries: [Q, H]; keys, values: [N, H]; context: [Q, H], is written. Q is N, or B with <see cref="FirstOnly"/>. Result: the
    /// weights that <see cref="Backward"/> needs, negative where they were dropped.
    /// </summary>
    public IntPtr Forward(CpuArena arena, Rows queries, Rows keys, Rows values, Rows context)
    {
        var offsets = Offsets();
        var weights = arena.Floats(offsets[^1] * Heads);
        var scratch = Scratch(arena);
        CpuThreads.For(Packing.Examples * Heads, 1, (from, to, thread) =>
        {
            var dropped = scratch[thread];
            for (var i = from; i < to; i++)
            {
                var (b, column) = (i / Heads, i % Heads * HeadSize);
                var (start, keysOfExample, queriesOfExample, first) = Shape(b);
                var width = Padded(keysOfExample);
                var w = weights + offsets[b] * Heads + i % Heads * (offsets[b + 1] - offsets[b]);
                MatrixProduct.Compute(
                    false, true, queriesOfExample, keysOfExample, HeadSize, Scale, queries.At(first, column), queries.Stride,
                    keys.At(start, column), keys.Stride, 0, w, width);
                if (Bias is not null)
                {
                    AddBias(w, Bias.Of(i % Heads), queriesOfExample, width);
                }

                Softmax(w, (float*)dropped, queriesOfExample, keysOfExample, width, i);
                MatrixProduct.Compute(
                    false, false, queriesOfExample, HeadSize, keysOfExample, 1, (float*)dropped, width,
                    values.At(start, column), values.Stride, 0, context.At(first, column), context.Stride);
            }
        });
        return (IntPtr)weights;
    }

    /// <summary>The gradients by queries, keys and values from that by the context; shapes as of <see cref="Forward"/>.</summary>
    public void Backward(
        CpuArena arena, IntPtr weights, Rows queries, Rows keys, Rows values, Rows dContext, Rows dQueries, Rows dKeys, Rows dValues)
    {
        var offsets = Offsets();
        var (scratch, more) = (Scratch(arena), Scratch(arena));
        var biases = Bias is null ? null : new Columns(arena, Bias.Count);
        CpuThreads.For(Packing.Examples * Heads, 1, (from, to, thread) =>
        {
            var dropped = (float*)scratch[thread];
            var gradient = (float*)more[thread];
            for (var i = from; i < to; i++)
            {
                var (b, column) = (i / Heads, i % Heads * HeadSize);
                var (start, keysOfExample, queriesOfExample, first) = Shape(b);
                var width = Padded(keysOfExample);
                var w = (float*)weights + offsets[b] * Heads + i % Heads * (offsets[b + 1] - offsets[b]);
                MatrixProduct.Compute(
                    false, true, queriesOfExample, keysOfExample, HeadSize, 1, dContext.At(first, column), dContext.Stride,
                    values.At(start, column), values.Stride, 0, gradient, width);
                SoftmaxBackward(w, dropped, gradient, queriesOfExample, keysOfExample, width);
                if (biases is not null)
                {
                    AddBiasGradient(biases.Of(thread) + Bias!.Offset(i % Heads), gradient, queriesOfExample, width);
                }

                MatrixProduct.Compute(
                    true, false, keysOfExample, HeadSize, queriesOfExample, 1, dropped, width,
                    dContext.At(first, column), dContext.Stride, 0, dValues.At(start, column), dValues.Stride);
                MatrixProduct.Compute(
                    false, false, queriesOfExample, HeadSize, keysOfExample, Scale, gradient, width,
                    keys.At(start, column), keys.Stride, 0, dQueries.At(first, column), dQueries.Stride);
                MatrixProduct.Compute(
                    true, false, keysOfExample, HeadSize, queriesOfExample, Scale, gradient, width,
                    queries.At(first, column), queries.Stride, 0, dKeys.At(start, column), dKeys.Stride);
            }
        });
        biases?.AddTo(Bias!.Gradients, 0, Bias.Count);
    }

    (int Start, int Keys, int Queries, int First) Shape(int b)
    {
        var (start, count) = (Packing.Starts[b], Packing.Count(b));
        return FirstOnly ? (start, count, 1, b) : (start, count, count, start);
    }

    // Rows of whole vectors: no loop then has a rest.
    static int Padded(int keys) => (keys + 7) & ~7;

    /// <summary>[B + 1], elements of one head's weights before each example's.</summary>
    long[] Offsets()
    {
        var offsets = new long[Packing.Examples + 1];
        for (var b = 0; b < Packing.Examples; b++)
        {
            offsets[b + 1] = offsets[b] + (FirstOnly ? 1 : Packing.Count(b)) * Padded(Packing.Count(b));
        }

        return offsets;
    }

    IntPtr[] Scratch(CpuArena arena)
    {
        var scratch = new IntPtr[CpuThreads.Count];
        for (var i = 0; i < scratch.Length; i++)
        {
            scratch[i] = (IntPtr)arena.Floats((long)(FirstOnly ? 1 : Packing.Length) * Padded(Packing.Length));
        }

        return scratch;
    }

    // bias: of the first query; each later one's begins one element before.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddBias(float* scores, float* bias, int rows, int width)
    {
        for (var row = 0; row < rows; row++, scores += width, bias--)
        {
            for (var j = 0; j < width; j += 8)
            {
                (Vector256.Load(scores + j) + Vector256.Load(bias + j)).Store(scores + j);
            }
        }
    }

    // The gradient is 0 beyond an example's keys.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddBiasGradient(float* bias, float* gradient, int rows, int width)
    {
        for (var row = 0; row < rows; row++, gradient += width, bias--)
        {
            for (var j = 0; j < width; j += 8)
            {
                (Vector256.Load(bias + j) + Vector256.Load(gradient + j)).Store(bias + j);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Softmax(float* weights, float* dropped, int rows, int columns, int width, int head)
    {
        var random = new BlockRandom(Site.Key, head);
        var (threshold, scale) = (Vector256.Create(Site.Threshold), Vector256.Create(Site.Scale));
        for (var row = 0; row < rows; row++, weights += width, dropped += width)
        {
            for (var j = columns; j < width; j++)
            {
                weights[j] = float.NegativeInfinity;
            }

            var max = Vector256.Load(weights);
            for (var j = 8; j < width; j += 8)
            {
                max = Vector256.MaxNative(max, Vector256.Load(weights + j));
            }

            var greatest = Vector256.Create(Greatest(max));
            var sum = Vector256<float>.Zero;
            for (var j = 0; j < width; j += 8)
            {
                var e = VectorMath.Exp(Vector256.Load(weights + j) - greatest);
                e.Store(weights + j);
                sum += e;
            }

            var reciprocal = Vector256.Create(1 / Vector256.Sum(sum));
            if (Site.Probability == 0)
            {
                for (var j = 0; j < width; j += 8)
                {
                    var p = Vector256.Load(weights + j) * reciprocal;
                    p.Store(weights + j);
                    p.Store(dropped + j);
                }

                continue;
            }

            for (var j = 0; j < width; j += 8)
            {
                var p = Vector256.Load(weights + j) * reciprocal;
                var kept = DropoutSite.Kept(random.Next(), threshold);
                Vector256.ConditionalSelect(kept, p, -p).Store(weights + j);
                (p * scale & kept).Store(dropped + j);
            }
        }
    }

    // weights: as Forward leaves them; dropped: is written; gradient: by the dropped weights, becomes that by the scores.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void SoftmaxBackward(float* weights, float* dropped, float* gradient, int rows, int columns, int width)
    {
        var scale = Vector256.Create(Site.Scale);
        for (var row = 0; row < rows; row++, weights += width, dropped += width, gradient += width)
        {
            for (var j = columns; j < width; j++)
            {
                gradient[j] = 0;
            }

            var dot = Vector256<float>.Zero;
            for (var j = 0; j < width; j += 8)
            {
                var p = Vector256.MaxNative(Vector256.Load(weights + j), Vector256<float>.Zero) * scale;
                p.Store(dropped + j);
                dot = Vector256.FusedMultiplyAdd(p, Vector256.Load(gradient + j), dot);
            }

            // What was dropped has weight 0 in the sum and gets no gradient.
            var projection = Vector256.Create(Vector256.Sum(dot));
            for (var j = 0; j < width; j += 8)
            {
                var p = Vector256.Abs(Vector256.Load(weights + j));
                (Vector256.Load(dropped + j) * Vector256.Load(gradient + j) - p * projection).Store(gradient + j);
            }
        }
    }

    static float Greatest(Vector256<float> values)
    {
        var half = Vector128.Max(values.GetLower(), values.GetUpper());
        half = Vector128.Max(half, Vector128.Shuffle(half, Vector128.Create(2, 3, 0, 1)));
        return MathF.Max(half.ToScalar(), half.GetElement(1));
    }
}
