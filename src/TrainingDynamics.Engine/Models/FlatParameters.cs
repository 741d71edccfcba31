using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Models;

/// <summary>
/// All parameters of a model in one float32 buffer and all gradients in another, with the leaves of the graph as views
/// into both. Norm, clipping, zeroing, saving and the optimizer are then one operation each, whatever the model's depth.
/// </summary>
public sealed class FlatParameters : IDisposable
{
    readonly Dictionary<string, Tensor> _leaves = new(StringComparer.Ordinal);

    /// <summary>Allocates both buffers, zeroed, on <paramref name="device"/>.</summary>
    public FlatParameters(ParameterLayout layout, Device device)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        Values = zeros(layout.Length, ScalarType.Float32, device).DetachFromDisposeScope(); // [N]
        Gradients = zeros(layout.Length, ScalarType.Float32, device).DetachFromDisposeScope(); // [N]
        for (var i = 0; i < layout.Specs.Count; i++)
            _leaves.Add(layout.Specs[i].Names[0], CreateLeaf(i));
    }

    /// <summary>What lies where.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>[N] float32.</summary>
    public Tensor Values { get; }

    /// <summary>
    /// [N] float32; backward adds to it. Zero it with <c>zero_()</c> and never set a leaf's <c>grad</c> to null: the next
    /// backward pass would then allocate a gradient outside this buffer.
    /// </summary>
    public Tensor Gradients { get; }

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
    /// Draws fresh values from a generator of its own, the same on every device: normal weights, zero biases, unit gains.
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
                values.normal_(0, standardDeviation, generator);
            else if (spec.Initial == InitialValue.One)
                values.fill_(1);
        }

        Values.copy_(host);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var leaf in _leaves.Values)
            leaf.Dispose();
        Values.Dispose();
        Gradients.Dispose();
    }

    Tensor CreateLeaf(int spec)
    {
        long offset = Layout.OffsetOf(spec), elements = Layout.Specs[spec].Elements;
        long[] shape = [.. Layout.Specs[spec].Shape];
        var leaf = Values.narrow(0, offset, elements).view(shape).detach().requires_grad_(true);
        leaf.grad = Gradients.narrow(0, offset, elements).view(shape);
        return leaf.DetachFromDisposeScope();
    }
}
