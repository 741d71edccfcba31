using System.Runtime.Intrinsics;

namespace TrainingDynamics.Engine.Models.Cpu;

/// <summary>
/// <see cref="EncoderLayer"/> once more, forward and backward, for training on the CPU in float32: matrix products by libtorch's
/// BLAS, all else fused into four passes each way, where autograd takes some forty operations with a result each.
/// </summary>
sealed unsafe class CpuLayer
{
    /// <summary>Elements that make a second thread worth its while.</summary>
    public const int LeastElements = 8192;

    readonly ModelConfig _config;
    readonly EncoderPlan _plan;
    readonly LinearLayer _projection, _out, _up, _down;
    readonly IntPtr _projectionBias, _upBias; // [3H], [I]
    readonly NormKernel _attentionNorm, _outputNorm;
    readonly (IntPtr Projection, IntPtr Out, IntPtr Up, IntPtr Down) _dBias;
    readonly (IntPtr Weight, IntPtr Bias) _dAttentionNorm, _dOutputNorm;
    Trace? _trace;

    public CpuLayer(ModelConfig config, EncoderPlan plan, EncoderLayerNames names, CpuParameters parameters)
    {
        _config = config;
        _plan = plan;
        int hidden = config.HiddenSize, inner = config.IntermediateSize;
        _projection = Linear(names.Projections[0], hidden, 3 * hidden);
        _out = Linear(names.AttentionOutput, hidden, hidden);
        _up = Linear(names.Up, hidden, inner);
        _down = Linear(names.Down, inner, hidden);
        _projectionBias = parameters.Value($"{names.Projections[0]}.bias");
        _upBias = parameters.Value($"{names.Up}.bias");
        _attentionNorm = Norm(names.AttentionOutput, names.AttentionNorm);
        _outputNorm = Norm(names.Down, names.OutputNorm);
        _dBias = (Bias(names.Projections[0]), Bias(names.AttentionOutput), Bias(names.Up), Bias(names.Down));
        _dAttentionNorm = (parameters.Gradient($"{names.AttentionNorm}.weight"), Bias(names.AttentionNorm));
        _dOutputNorm = (parameters.Gradient($"{names.OutputNorm}.weight"), Bias(names.OutputNorm));

        IntPtr Bias(string name) => parameters.Gradient($"{name}.bias");
        LinearLayer Linear(string name, int inputs, int outputs) =>
            new(inputs, outputs, parameters.Value($"{name}.weight"), parameters.Gradient($"{name}.weight"));
        NormKernel Norm(string linear, string norm) => new(
            hidden,
            parameters.Value($"{linear}.bias"),
            parameters.Value($"{norm}.weight"),
            parameters.Value($"{norm}.bias"),
            (float)config.LayerNormEpsilon);
    }

    /// <summary>
    /// x: [N, H]; y: [Q, H], is written; Q is N, or B with <paramref name="firstOnly"/>. What backward needs stays in the arena.
    /// </summary>
    /// <param name="arena">Memory until the end of the pass.</param>
    /// <param name="packing">Which rows are one example.</param>
    /// <param name="x">Input.</param>
    /// <param name="y">Output.</param>
    /// <param name="firstOnly">As of <see cref="EncoderLayer.Forward"/>.</param>
    /// <param name="site">Gives each of the layer's dropouts its mask; null outside of training.</param>
    /// <param name="bias">Is added to the scores; null: nothing.</param>
    public void Forward(CpuArena arena, Packing packing, float* x, float* y, bool firstOnly, Func<double, DropoutSite>? site, BiasTable? bias)
    {
        int hidden = _config.HiddenSize, inner = _config.IntermediateSize, rows = firstOnly ? packing.Examples : packing.Tokens;
        var residual = firstOnly ? FirstRows(arena, packing, x) : x; // [Q, H]
        var attention = new AttentionKernel(_config.Heads, _config.HeadSize, packing, firstOnly, Site(_config.AttentionDropout), bias);
        var (q, k, v) = firstOnly ? ProjectFirst(arena, x, residual, packing) : Project(arena, x, packing.Tokens); // [Q, H], [N, H] twice

        var context = new AttentionKernel.Rows((IntPtr)arena.Floats((long)rows * hidden), hidden); // [Q, H]
        var weights = attention.Forward(arena, q, k, v, context);
        var attended = arena.Floats((long)rows * hidden); // [Q, H]
        var middle = arena.Floats((long)rows * hidden); // [Q, H]
        _out.Forward((float*)context.Start, hidden, attended, rows);
        var attentionNorm = _attentionNorm.Forward(arena, attended, residual, hidden, middle, rows, Site(_plan.AttentionOutputDropout));

        var derivative = arena.Floats((long)rows * inner); // [Q, I]
        var activated = arena.Floats((long)rows * inner); // [Q, I]
        _up.Forward(middle, hidden, derivative, rows);
        GeluKernel.Forward(derivative, (float*)_upBias, activated, rows, inner, _config.Activation == Activation.GeluTanh);
        var fed = arena.Floats((long)rows * hidden); // [Q, H]
        _down.Forward(activated, inner, fed, rows);
        var outputNorm = _outputNorm.Forward(arena, fed, middle, hidden, y, rows, Site(_plan.OutputDropout));

        _trace = new Trace(
            attention, q, k, v, weights, context, attentionNorm, outputNorm, (IntPtr)x, (IntPtr)residual, (IntPtr)middle, (IntPtr)derivative, (IntPtr)activated);

        DropoutSite Site(double probability) => probability == 0 || site is null ? default : site(probability);
    }

    /// <summary>dy: [Q, H], is overwritten; result: the gradient by x, [N, H]. Adds the parameters' gradients to theirs.</summary>
    public IntPtr Backward(CpuArena arena, float* dy)
    {
        var t = _trace!;
        int hidden = _config.HiddenSize, inner = _config.IntermediateSize;
        var packing = t.Attention.Packing;
        var rows = t.Attention.FirstOnly ? packing.Examples : packing.Tokens;

        var fed = arena.Floats((long)rows * hidden); // [Q, H]
        _outputNorm.Backward(
            arena, t.OutputNorm, dy, fed, dy, rows, (float*)_dBias.Down, (float*)_dOutputNorm.Weight, (float*)_dOutputNorm.Bias);
        var activated = arena.Floats((long)rows * inner); // [Q, I]
        _down.Backward((float*)t.Activated, activated, inner, fed, rows, add: false);
        GeluKernel.Backward(arena, (float*)t.Derivative, activated, rows, inner, (float*)_dBias.Up);
        _up.Backward((float*)t.Middle, dy, hidden, activated, rows, add: true); // dy: by middle

        _attentionNorm.Backward(
            arena, t.AttentionNorm, dy, fed, dy, rows, (float*)_dBias.Out, (float*)_dAttentionNorm.Weight, (float*)_dAttentionNorm.Bias);
        var context = new AttentionKernel.Rows((IntPtr)arena.Floats((long)rows * hidden), hidden); // [Q, H]
        _out.Backward((float*)t.Context.Start, (float*)context.Start, hidden, fed, rows, add: false);
        return t.Attention.FirstOnly ? ProjectFirstBackward(arena, t, context, dy) : ProjectBackward(arena, t, context, dy);
    }

    (AttentionKernel.Rows Q, AttentionKernel.Rows K, AttentionKernel.Rows V) Project(CpuArena arena, float* x, int rows)
    {
        var hidden = _config.HiddenSize;
        var qkv = arena.Floats(3L * rows * hidden); // [N, 3H]
        _projection.Forward(x, hidden, qkv, rows);
        AddBias(qkv, (float*)_projectionBias, rows, 3 * hidden);
        return (Third(qkv, 0, 3), Third(qkv, 1, 3), Third(qkv, 2, 3));
    }

    (AttentionKernel.Rows Q, AttentionKernel.Rows K, AttentionKernel.Rows V) ProjectFirst(
        CpuArena arena, float* x, float* first, Packing packing)
    {
        int hidden = _config.HiddenSize, examples = packing.Examples, tokens = packing.Tokens;
        var q = arena.Floats((long)examples * hidden); // [B, H]
        var kv = arena.Floats(2L * tokens * hidden); // [N, 2H]
        _projection.Part(0, hidden).Forward(first, hidden, q, examples);
        _projection.Part(hidden, 2 * hidden).Forward(x, hidden, kv, tokens);
        AddBias(q, (float*)_projectionBias, examples, hidden);
        AddBias(kv, (float*)_projectionBias + hidden, tokens, 2 * hidden);
        return (Third(q, 0, 1), Third(kv, 0, 2), Third(kv, 1, 2));
    }

    IntPtr ProjectBackward(CpuArena arena, Trace t, AttentionKernel.Rows context, float* dx)
    {
        int hidden = _config.HiddenSize, rows = t.Attention.Packing.Tokens;
        var qkv = arena.Floats(3L * rows * hidden); // [N, 3H]
        t.Attention.Backward(arena, t.Weights, t.Queries, t.Keys, t.Values, context, Third(qkv, 0, 3), Third(qkv, 1, 3), Third(qkv, 2, 3));
        Columns.AddSums(arena, qkv, rows, 3 * hidden, (float*)_dBias.Projection);
        _projection.Backward((float*)t.Input, dx, hidden, qkv, rows, add: true);
        return (IntPtr)dx;
    }

    IntPtr ProjectFirstBackward(CpuArena arena, Trace t, AttentionKernel.Rows context, float* dFirst)
    {
        var packing = t.Attention.Packing;
        int hidden = _config.HiddenSize, examples = packing.Examples, tokens = packing.Tokens;
        var q = arena.Floats((long)examples * hidden); // [B, H]
        var kv = arena.Floats(2L * tokens * hidden); // [N, 2H]
        var dx = arena.Floats((long)tokens * hidden); // [N, H]
        t.Attention.Backward(arena, t.Weights, t.Queries, t.Keys, t.Values, context, Third(q, 0, 1), Third(kv, 0, 2), Third(kv, 1, 2));
        Columns.AddSums(arena, q, examples, hidden, (float*)_dBias.Projection);
        Columns.AddSums(arena, kv, tokens, 2 * hidden, (float*)_dBias.Projection + hidden);
        _projection.Part(hidden, 2 * hidden).Backward((float*)t.Input, dx, hidden, kv, tokens, add: false);
        _projection.Part(0, hidden).Backward((float*)t.Residual, dFirst, hidden, q, examples, add: true);
        for (var b = 0; b < examples; b++)
        {
            var from = dFirst + (long)b * hidden;
            var to = dx + (long)packing.Starts[b] * hidden;
            for (var i = 0; i < hidden; i += 8)
            {
                (Vector256.Load(to + i) + Vector256.Load(from + i)).Store(to + i);
            }
        }

        return (IntPtr)dx;
    }

    AttentionKernel.Rows Third(float* rows, int part, int parts) =>
        new((IntPtr)(rows + (long)part * _config.HiddenSize), parts * _config.HiddenSize);

    float* FirstRows(CpuArena arena, Packing packing, float* x)
    {
        var hidden = _config.HiddenSize;
        var first = arena.Floats((long)packing.Examples * hidden); // [B, H]
        for (var b = 0; b < packing.Examples; b++)
        {
            new Span<float>(x + (long)packing.Starts[b] * hidden, hidden).CopyTo(new Span<float>(first + (long)b * hidden, hidden));
        }

        return first;
    }

    static void AddBias(float* values, float* bias, int rows, int width) =>
        CpuThreads.For(rows, LeastElements / width + 1, (from, to, _) =>
        {
            for (var row = values + (long)from * width; row < values + (long)to * width; row += width)
            {
                for (var i = 0; i < width; i += 8)
                {
                    (Vector256.Load(row + i) + Vector256.Load(bias + i)).Store(row + i);
                }
            }
        });

    sealed record Trace(
        AttentionKernel Attention,
        AttentionKernel.Rows Queries,
        AttentionKernel.Rows Keys,
        AttentionKernel.Rows Values,
        IntPtr Weights,
        AttentionKernel.Rows Context,
        NormKernel.Trace AttentionNorm,
        NormKernel.Trace OutputNorm,
        IntPtr Input,
        IntPtr Residual,
        IntPtr Middle,
        IntPtr Derivative,
        IntPtr Activated);
}
