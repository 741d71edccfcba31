using System.Diagnostics;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Models.Cpu;
using TrainingDynamics.Engine.Native;
using TrainingDynamics.Engine.Optim;
using static TorchSharp.torch;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>
/// Where a step of training on the CPU goes: each kernel run by itself on a step's shapes, as a share of the whole step, the best
/// times of each. What they do not explain is the classifier, autograd around it, copies, the time between kernels, and what the
/// caches hold when a kernel runs again and again.
/// </summary>
sealed unsafe class KernelProfile : IDisposable
{
    const int LeastRepeats = 7;
    const double LeastSeconds = 0.3; // of all repeats together
    const double Probability = 0.1;

    readonly ModelConfig _config;
    readonly int _batch, _length;
    readonly Packing _packing;
    readonly CpuArena _arena = new(), _lasting = new();

    KernelProfile(ModelConfig config, int batch, int length)
    {
        (_config, _batch, _length) = (config, batch, length);
        _packing = Packing.Of(batch, length, mask: null)!;
    }

    /// <summary>Adds a row per kernel; the products' row says how near they come to the peak.</summary>
    public static void Run(FigureList into, string name, int batch, int length, int steps)
    {
        var config = ModelConfig.Named(name, 30522, ["negative", "positive"])!;
        using var profile = new KernelProfile(config, batch, length);
        profile.Run(into, $"{name} length {length}", steps);
    }

    public void Dispose()
    {
        _arena.Dispose();
        _lasting.Dispose();
    }

    void Run(FigureList into, string label, int steps)
    {
        var peak = MatrixPeak.Measure(ScalarType.Float32);
        var whole = StepBenchmark.Times(_config, _batch, _length, steps, cpuEncoder: true).Min();
        peak = Math.Max(peak, MatrixPeak.Measure(ScalarType.Float32));
        int last = _config.Layers - 1, hidden = _config.HiddenSize;
        var site = new DropoutSite(1, Probability);
        var linear = last * Products(firstOnly: false) + Products(firstOnly: true);
        var attention = last * Attention(site, firstOnly: false) + Attention(site, firstOnly: true);
        var undropped = last * Attention(default, firstOnly: false) + Attention(default, firstOnly: true);
        var scores = last * AttentionProducts(firstOnly: false) + AttentionProducts(firstOnly: true);
        var norm = last * Norms(site, _packing.Tokens) + Norms(site, _batch);
        var normUndropped = last * Norms(default, _packing.Tokens) + Norms(default, _batch);
        var gelu = last * Gelu(_packing.Tokens) + Gelu(_batch);
        var bias = last * BiasSums(_packing.Tokens, 3 * hidden) + BiasSums(_packing.Tokens, 2 * hidden);
        var (gather, optimizer) = Parameters();

        into.Add($"{label}: a step", 1e3 * whole, "ms");
        var attained = ModelFlops.Executed(_config, _batch, _length) / (linear + scores) / peak;
        Share("linear layers' products", linear, FormattableString.Invariant($"all products alone run at {100 * attained:F0} % of the peak"));
        Share("attention's products", scores);
        Share("softmax", Math.Max(0, undropped - scores));
        Share("gelu and its bias", gelu);
        Share("norms with bias and residual", normUndropped);
        Share("dropout in attention and norms", attention - undropped + norm - normUndropped);
        Share("sums of the projections' bias", bias);
        Share("embeddings: gather and scatter", gather);
        Share("clipping, AdamW, zeroing", optimizer);
        Share("the rest", whole - linear - attention - norm - gelu - bias - gather - optimizer);

        void Share(string part, double seconds, string? note = null) => into.Add($"{label}: {part}", 100 * seconds / whole, "%", note: note);
    }

    // Forward and backward of the linear layers.
    double Products(bool firstOnly)
    {
        int hidden = _config.HiddenSize, inner = _config.IntermediateSize, tokens = _packing.Tokens, rows = firstOnly ? _batch : tokens;
        var x = _lasting.Floats((long)tokens * hidden);
        var wide = _lasting.Floats((long)tokens * Math.Max(3 * hidden, inner));
        var y = _lasting.Floats((long)tokens * hidden);
        var projection = Layer(hidden, 3 * hidden);
        LinearLayer output = Layer(hidden, hidden), up = Layer(hidden, inner), down = Layer(inner, hidden);
        return Seconds(() =>
        {
            if (firstOnly)
            {
                Both(projection.Part(0, hidden), x, wide, rows);
                Both(projection.Part(hidden, 2 * hidden), x, wide, tokens);
            }
            else
            {
                Both(projection, x, wide, tokens);
            }

            Both(output, x, y, rows);
            Both(up, x, wide, rows);
            Both(down, wide, y, rows);
        });

        LinearLayer Layer(int inputs, int outputs) =>
            new(inputs, outputs, (IntPtr)_lasting.Floats((long)inputs * outputs), (IntPtr)_lasting.Floats((long)inputs * outputs));

        static void Both(LinearLayer layer, float* x, float* y, int rows)
        {
            layer.Forward(x, layer.Inputs, y, rows);
            layer.Backward(x, x, layer.Inputs, y, rows, add: false);
        }
    }

    double Attention(DropoutSite site, bool firstOnly)
    {
        var kernel = new AttentionKernel(_config.Heads, _config.HeadSize, _packing, firstOnly, site);
        var (q, k, v, c) = (Rows(), Rows(), Rows(), Rows());
        var (dq, dk, dv) = (Rows(), Rows(), Rows());
        return Seconds(() => kernel.Backward(_arena, kernel.Forward(_arena, q, k, v, c), q, k, v, c, dq, dk, dv));
    }

    double AttentionProducts(bool firstOnly)
    {
        var (q, k, d) = (Rows(), Rows(), Rows());
        int queries = firstOnly ? 1 : _length, size = _config.HeadSize, hidden = _config.HiddenSize;
        var scratch = Enumerable.Range(0, CpuThreads.Count).Select(_ => (IntPtr)_lasting.Floats((long)_length * _length)).ToArray();
        return Seconds(() => CpuThreads.For(_batch * _config.Heads, 1, (from, to, thread) =>
        {
            var scores = (float*)scratch[thread];
            for (var i = from; i < to; i++)
            {
                var (row, column) = (i / _config.Heads * _length, i % _config.Heads * size);
                for (var pass = 0; pass < 2; pass++) // scores, and their gradient from the context's
                {
                    MatrixProduct.Compute(false, true, queries, _length, size, 1, q.At(row, column), hidden, k.At(row, column), hidden, 0, scores, _length);
                }

                for (var pass = 0; pass < 2; pass++) // context, and the gradient by the queries
                {
                    MatrixProduct.Compute(false, false, queries, size, _length, 1, scores, _length, k.At(row, column), hidden, 0, d.At(row, column), hidden);
                }

                for (var pass = 0; pass < 2; pass++) // the gradients by keys and values
                {
                    MatrixProduct.Compute(true, false, _length, size, queries, 1, scores, _length, q.At(row, column), hidden, 0, d.At(row, column), hidden);
                }
            }
        }));
    }

    AttentionKernel.Rows Rows()
    {
        var elements = (long)_packing.Tokens * _config.HiddenSize;
        return new AttentionKernel.Rows((IntPtr)Noise(elements), _config.HiddenSize);
    }

    // Not zeros, with which every row of a softmax is the same and a norm divides by nothing.
    float* Noise(long elements)
    {
        var values = _lasting.Floats(elements);
        var random = new Random(1);
        for (var i = 0L; i < elements; i++)
        {
            values[i] = random.NextSingle() - 0.5f;
        }

        return values;
    }

    double Norms(DropoutSite site, int rows)
    {
        var hidden = _config.HiddenSize;
        float* bias = Noise(hidden), gain = Noise(hidden), shift = Noise(hidden), sums = _lasting.Floats(3L * hidden);
        float* a = Noise((long)rows * hidden), x = Noise((long)rows * hidden), y = Noise((long)rows * hidden), da = _lasting.Floats((long)rows * hidden);
        var kernel = new NormKernel(hidden, (IntPtr)bias, (IntPtr)gain, (IntPtr)shift, 1e-12f);
        return 2 * Seconds(() =>
        {
            var trace = kernel.Forward(_arena, a, x, hidden, y, rows, site);
            kernel.Backward(_arena, trace, y, da, y, rows, sums, sums + hidden, sums + 2 * hidden);
        });
    }

    double Gelu(int rows)
    {
        var inner = _config.IntermediateSize;
        float* u = Noise((long)rows * inner), y = _lasting.Floats((long)rows * inner), bias = Noise(inner), sums = _lasting.Floats(inner);
        return Seconds(() =>
        {
            GeluKernel.Forward(u, bias, y, rows, inner, isTanh: false);
            GeluKernel.Backward(_arena, u, y, rows, inner, sums);
        });
    }

    double BiasSums(int rows, int width)
    {
        float* values = Noise((long)rows * width), sums = _lasting.Floats(width);
        return Seconds(() => Columns.AddSums(_arena, values, rows, width, sums));
    }

    (double Gather, double Optimizer) Parameters()
    {
        using var parameters = new FlatParameters(TextClassifier.Layout(_config), CPU);
        parameters.Initialize(0.02, 1);
        using var clip = new GradientClip(1, CPU);
        using var adam = new FusedAdamW(parameters, 0.01);
        using var ids = randint(1000, 30000, [_batch, _length], ScalarType.Int64); // [B, T]
        var embeddings = new CpuEmbeddings(_config, new EmbeddingNames("bert."), new CpuParameters(parameters), _lasting);
        float* y = _lasting.Floats((long)_packing.Tokens * _config.HiddenSize), dy = Noise((long)_packing.Tokens * _config.HiddenSize);
        var gather = Seconds(() =>
        {
            embeddings.Forward(_arena, _packing, ids, null, null, y);
            embeddings.Backward(_arena, dy);
        });
        return (gather, Seconds(() =>
        {
            using var norm = adam.Update(clip, 1e-4);
        }));
    }

    double Seconds(Action kernel)
    {
        var (best, total) = (double.MaxValue, 0.0);
        for (var i = -2; i < LeastRepeats || total < LeastSeconds; i++)
        {
            _arena.Reset();
            var clock = Stopwatch.StartNew();
            kernel();
            if (i < 0)
            {
                continue;
            }

            best = Math.Min(best, clock.Elapsed.TotalSeconds);
            total += clock.Elapsed.TotalSeconds;
        }

        return best;
    }
}
