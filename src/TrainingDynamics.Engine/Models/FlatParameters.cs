namespace TrainingDynamics.Engine.Models;

/// <summary>
/// The trained parameters of a model in one float32 buffer, their gradients in another and the frozen parameters in a third,
/// with the leaves of the graph as views into them. Norm, clipping, zeroing and the optimizer are then one operation each, whatever
/// the model's depth. With <see cref="Precision.Bf16"/> trained leaves are views into bfloat16 copies; frozen parameters are held once.
/// </summary>
public sealed class FlatParameters : IDisposable
{
    readonly Dictionary<string, Tensor> _leaves = new(StringComparer.Ordinal);
    readonly Tensor? _halfValues; // [M] bfloat16, what the passes read of the trained range; null where they read Values
    readonly Tensor? _halfGradients; // [M] bfloat16, what backward adds to; null where it adds to Gradients

    /// <summary>Allocates the buffers, zeroed, on <paramref name="device"/>.</summary>
    /// <exception cref="ModelConfigException">This machine's memory cannot hold them.</exception>
    public FlatParameters(ParameterLayout layout, Device device, Precision precision = Precision.Fp32)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        PassType = precision == Precision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32;
        RefuseBeyondMemory(layout, device, precision == Precision.Bf16 ? sizeof(ushort) : sizeof(float));
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        Values = zeros(layout.TrainedLength, ScalarType.Float32, device).DetachFromDisposeScope(); // [M]
        Gradients = zeros(layout.TrainedLength, ScalarType.Float32, device).DetachFromDisposeScope(); // [M]
        Frozen = zeros(layout.Length - layout.TrainedLength, PassType, device).DetachFromDisposeScope(); // [N - M]
        if (precision == Precision.Bf16)
        {
            _halfValues = zeros(layout.TrainedLength, ScalarType.BFloat16, device).DetachFromDisposeScope(); // [M]
            _halfGradients = zeros(layout.TrainedLength, ScalarType.BFloat16, device).DetachFromDisposeScope(); // [M]
        }

        for (var i = 0; i < layout.Specs.Count; i++)
        {
            _leaves.Add(layout.Specs[i].Names[0], CreateLeaf(i));
        }
    }

    /// <summary>What lies where.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>[M] float32, the trained range.</summary>
    public Tensor Values { get; }

    /// <summary>[N − M] of <see cref="PassType"/>, the rest: neither gradients nor a second copy exist of it.</summary>
    public Tensor Frozen { get; }

    /// <summary>
    /// [M] float32, of the trained range; backward adds to it, by way of <see cref="GatherGradients"/>. Zero it with <c>zero_()</c> and never set a leaf's <c>grad</c> to null: the next
    /// backward pass would then allocate a gradient outside this buffer.
    /// </summary>
    public Tensor Gradients { get; }

    /// <summary>
    /// Adds what backward left in bfloat16 to <see cref="Gradients"/>, so that several batches of a step sum in float32; with
    /// float32 passes it is there already.
    /// </summary>
    public void GatherGradients()
    {
        if (_halfGradients is null)
        {
            return;
        }

        using var noGradient = no_grad();
        Gradients.add_(_halfGradients);
        _halfGradients.zero_();
    }

    /// <summary>Copies <see cref="Values"/> into the bfloat16 weights that the passes read. To be called after every change of them; in float32 it does nothing.</summary>
    public void Publish()
    {
        using var noGradient = no_grad();
        _halfValues?.copy_(Values);
    }

    /// <summary>Element type of the leaves.</summary>
    public ScalarType PassType { get; }

    /// <summary>Where the parameters are.</summary>
    public Device Device => Values.device;

    /// <summary>The leaf of the graph that starts with the checkpoint's tensor <paramref name="name"/>.</summary>
    public Tensor Leaf(string name) => _leaves[name];

    /// <summary>
    /// The parameter that a checkpoint calls <paramref name="name"/>, as a view outside the graph: writing to it changes
    /// the model. float32 where it is trained, else of <see cref="PassType"/>. The caller disposes of the view.
    /// </summary>
    public Tensor View(string name) =>
        Layout.IsTrained(name) ? Layout.View(Values, name) : Layout.View(Frozen, name, Layout.TrainedLength);

    /// <summary>
    /// Draws fresh values for the trained range by a generator that is the same on every device: normal weights, zero biases,
    /// weights of norms 1. What is frozen is to be loaded.
    /// </summary>
    /// <param name="standardDeviation">Of the normal ones.</param>
    /// <param name="seed">Decides all of them.</param>
    public void Initialize(double standardDeviation, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var generator = new Generator(seed);
        var host = Device.type == TorchSharp.DeviceType.CPU ? Values.zero_() : zeros(Layout.TrainedLength, ScalarType.Float32); // [M]
        for (var i = 0; i < Layout.Specs.Count; i++)
        {
            var spec = Layout.Specs[i];
            if (!spec.Trained)
            {
                continue;
            }

            var values = host.narrow(0, Layout.OffsetOf(i), spec.Elements);
            if (spec.Initial == InitialValue.Normal)
            {
                Draw(values, spec.InitialScale * standardDeviation, spec.InitialCutoff, generator);
            }
            else if (spec.Initial == InitialValue.KaimingUniform)
            {
                var bound = spec.InitialScale / Math.Sqrt(spec.Elements / (double)spec.Shape[0]);
                values.uniform_(-bound, bound, generator);
            }
            else if (spec.Initial == InitialValue.One)
            {
                values.fill_(1);
            }
        }

        Values.copy_(host);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var leaf in _leaves.Values)
        {
            leaf.Dispose();
        }

        Values.Dispose();
        Gradients.Dispose();
        Frozen.Dispose();
        _halfValues?.Dispose();
        _halfGradients?.Dispose();
    }

    static void Draw(Tensor values, double standardDeviation, double? cutoff, Generator generator)
    {
        if (cutoff is not { } within)
        {
            values.normal_(0, standardDeviation, generator);
            return;
        }

        // By the inverse of the normal distribution: what is drawn evenly from the part that is kept.
        var kept = tensor(within / Math.Sqrt(2)).erf().item<double>();
        values.uniform_(-kept, kept, generator).erfinv_().mul_(standardDeviation * Math.Sqrt(2));
        values.clamp_(-within * standardDeviation, within * standardDeviation);
    }

    Tensor CreateLeaf(int spec)
    {
        long offset = Layout.OffsetOf(spec), elements = Layout.Specs[spec].Elements;
        long[] shape = [.. Layout.Specs[spec].Shape];
        if (!Layout.Specs[spec].Trained)
        {
            return Frozen.narrow(0, offset - Layout.TrainedLength, elements).view(shape).detach().DetachFromDisposeScope();
        }

        var leaf = (_halfValues ?? Values).narrow(0, offset, elements).view(shape).detach().requires_grad_(true);
        leaf.grad = (_halfGradients ?? Gradients).narrow(0, offset, elements).view(shape);
        return leaf.DetachFromDisposeScope();
    }

    // Linux promises more memory than it has and kills the process that then writes to it.
    static void RefuseBeyondMemory(ParameterLayout layout, Device device, long passBytes)
    {
        var needed = 2 * sizeof(float) * layout.TrainedLength + passBytes * (layout.Length - layout.TrainedLength);
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (device.type == TorchSharp.DeviceType.CPU && needed > available)
        {
            throw new ModelConfigException(FormattableString.Invariant(
                $"found a model of {layout.Length} parameters, which need {needed >> 20} MiB with their gradients, expected at most the {available >> 20} MiB of this machine; check the sizes in its config.json"));
        }
    }
}
