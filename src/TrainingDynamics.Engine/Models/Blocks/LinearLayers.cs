namespace TrainingDynamics.Engine.Models;

/// <summary>A model's linear layers by Hugging Face's names. Every family takes them from here, so that any of them can have an adapter.</summary>
sealed class LinearLayers(FlatParameters parameters, LoraConfig? lora, IDropout dropout) : IDisposable
{
    readonly Dictionary<string, AdaptableLinear> _layers = new(StringComparer.Ordinal);

    // A tensor, because each number passed to an operation is a native object to finalize.
    readonly Tensor? _scale = lora is null ? null : tensor((float)lora.Scale, device: parameters.Device).DetachFromDisposeScope(); // []

    /// <summary>Whether adapters drop inputs in the pass in progress.</summary>
    public bool Training { get; set; }

    /// <summary>The layer with the weight <c>NAME.weight</c>; of several that are stacked in one leaf, the first one's name stands for all.</summary>
    public AdaptableLinear this[string name] => _layers.TryGetValue(name, out var layer) ? layer : _layers[name] = Create(name);

    /// <inheritdoc/>
    public void Dispose() => _scale?.Dispose();

    AdaptableLinear Create(string name)
    {
        var slices = parameters.Layout.Slices;
        var weights = parameters.Layout.Specs.Single(spec => spec.Names[0] == $"{name}.weight").Names;
        return new AdaptableLinear(
            parameters.Leaf($"{name}.weight"),
            slices.ContainsKey($"{name}.bias") ? parameters.Leaf($"{name}.bias") : null,
            [.. weights.Select(weight => LoraConfig.NamesOf(weight))
                .Select(names => slices.ContainsKey(names.A) ? new Adapter(parameters.Leaf(names.A), parameters.Leaf(names.B), _scale!, Drop) : null)],
            slices[$"{name}.weight"].InputsFirst);
    }

    Tensor Drop(Tensor x) => Training ? dropout.Apply(x, lora!.Dropout) : x;
}
