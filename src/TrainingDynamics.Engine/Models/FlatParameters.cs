using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Models;

/// <summary>
/// All parameters of a model in one float32 buffer and the gradients of those that are trained in another, with the leaves of
/// the graph as views into both. Norm, clipping, zeroing, saving and the optimizer are then one operation each, whatever the model's depth.
/// With <see cref="Precision.Bf16"/> the leaves are views into bfloat16 copies of both.
/// </summary>
public sealed class FlatParameters : IDisposable
{
    readonly Dictionary<string, Tensor> _leaves = new(StringComparer.Ordinal);
    readonly Tensor? _halfValues; // [N] bfloat16, what the passes read; null where they read Values
    readonly Tensor? _halfGradients; // [M] bfloat16, what backward adds to; null where it adds to Gradients

    /// <summary>Allocates the buffers, zeroed, on <paramref name="device"/>.</summary>
    /// <exception cref="ModelConfigException">This machine's memory cannot hold them.</exception>
    public FlatParameters(ParameterLayout layout, Device device, Precision precision = Precision.Fp32)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        RefuseBeyondMemory(layout, device);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        Values = zeros(layout.Length, ScalarType.Float32, device).DetachFromDisposeScope(); // [N]
        Gradients = zeros(layout.TrainedLength, ScalarType.Float32, device).DetachFromDisposeScope(); // [M]
        if (precision == Precision.Bf16)
        {
            _halfValues = zeros(layout.Length, ScalarType.BFloat16, device).DetachFromDisposeScope(); // [N]
            _halfGradients = zeros(layout.TrainedLength, ScalarType.BFloat16, device).DetachFromDisposeScope(); // [M]
        }

        for (var i = 0; i < layout.Specs.Count; i++)
        {
            _leaves.Add(layout.Specs[i].Names[0], CreateLeaf(i));
        }
    }

    /// <summary>What lies where.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>[N] float32.</summary>
    public Tensor Values { get; }

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
    public ScalarType PassType => _halfValues?.dtype ?? ScalarType.Float32;

    /// <summary>Where the parameters are.</summary>
    public Device Device => Values.device;

    /// <summary>The leaf of the graph that starts with the checkpoint's tensor <paramref name="name"/>.</summary>
    public Tensor Leaf(string name) => _leaves[name];

    /// <summary>
    /// The parameter that a checkpoint calls <paramref name="name"/>, as a view outside the graph: writing to it changes
    /// the model. The caller disposes of the view.
    /// </summary>
    public Tensor View(string name) => Layout.View(Values, name);

    /// <summary>
    /// Draws fresh values by a generator that is the same on every device: normal weights, zero biases, weights of norms 1.
    /// </summary>
    /// <param name="standardDeviation">Of the normal ones.</param>
    /// <param name="seed">Decides all of them.</param>
    public void Initialize(double standardDeviation, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var generator = new Generator(seed);
        var host = zeros(Layout.Length, ScalarType.Float32); // [N]
        for (var i = 0; i < Layout.Specs.Count; i++)
        {
            var spec = Layout.Specs[i];
            var values = host.narrow(0, Layout.OffsetOf(i), spec.Elements);
            if (spec.Initial == InitialValue.Normal)
            {
                values.normal_(0, standardDeviation, generator);
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
        _halfValues?.Dispose();
        _halfGradients?.Dispose();
    }

    Tensor CreateLeaf(int spec)
    {
        long offset = Layout.OffsetOf(spec), elements = Layout.Specs[spec].Elements;
        long[] shape = [.. Layout.Specs[spec].Shape];
        var leaf = (_halfValues ?? Values).narrow(0, offset, elements).view(shape).detach();
        if (Layout.Specs[spec].Trained)
        {
            leaf.requires_grad_(true);
            leaf.grad = (_halfGradients ?? Gradients).narrow(0, offset, elements).view(shape);
        }

        return leaf.DetachFromDisposeScope();
    }

    // Linux promises more memory than it has and kills the process that then writes to it.
    static void RefuseBeyondMemory(ParameterLayout layout, Device device)
    {
        var needed = sizeof(float) * (layout.Length + layout.TrainedLength);
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (device.type == TorchSharp.DeviceType.CPU && needed > available)
        {
            throw new ModelConfigException(FormattableString.Invariant(
                $"found a model of {layout.Length} parameters, which need {needed >> 20} MiB with their gradients, expected at most the {available >> 20} MiB of this machine; check the sizes in its config.json"));
        }
    }
}
