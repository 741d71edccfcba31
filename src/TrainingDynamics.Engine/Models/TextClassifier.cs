namespace TrainingDynamics.Engine.Models;

/// <summary>
/// A transformer with a classifier, computing what Hugging Face's <c>*ForSequenceClassification</c> of its family does. What
/// families share lies here; how one computes its logits lies in its folder.
/// </summary>
public abstract class TextClassifier : IDisposable
{
    readonly IDropout _dropout;
    readonly Recomputation _recomputation;
    readonly (long Offset, long Length)[] _paddingRows; // ranges of the parameters

    private protected TextClassifier(ModelConfig config, Device device, IDropout dropout)
    {
        Config = config;
        _dropout = dropout;
        Parameters = new FlatParameters(Layout(config), device, config.Precision);
        LinearLayers = new LinearLayers(Parameters, config.Lora, dropout);
        _recomputation = new Recomputation(dropout);
        _paddingRows = [.. PaddingRows(Parameters.Layout)];
    }

    /// <summary>Sizes and constants.</summary>
    public ModelConfig Config { get; }

    /// <summary>Parameters and gradients.</summary>
    public FlatParameters Parameters { get; }

    /// <summary>Whether training keeps no activations of a layer and computes them again in <see cref="Backward"/>: the same gradients in less memory.</summary>
    public bool RecomputesLayers
    {
        get => _recomputation.IsOn;
        set => _recomputation.IsOn = value;
    }

    /// <summary>The linear layers by name; those of an adapted model have their adapters.</summary>
    private protected LinearLayers LinearLayers { get; }

    /// <summary>Whether attention is torch's fused operation; by default on CUDA alone.</summary>
    internal abstract bool FusedAttention { get; set; }

    /// <summary>A model of the config's family whose parameters are all zero; initialise or load them before use.</summary>
    /// <param name="config">Sizes and constants.</param>
    /// <param name="device">Where the parameters live and inputs must be.</param>
    /// <param name="dropout">Used in training alone; owned by the model from here on.</param>
    public static TextClassifier Create(ModelConfig config, Device device, IDropout dropout)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(device);
        return config.Family.Create(config, device, dropout);
    }

    /// <summary>The parameters that a model of this config has, without making any.</summary>
    public static ParameterLayout Layout(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var specs = config.Family.Parameters(config);
        return new ParameterLayout(
            config.Lora is { } lora ? AdaptedParameters.Of(specs, lora)
            : config.Frozen is { } frozen ? frozen.Of(specs, config.Family)
            : specs);
    }

    /// <summary>Draws fresh parameters as Hugging Face does; the padding token's embedding is zero.</summary>
    public void Initialize(ulong seed)
    {
        Parameters.Initialize(Config.InitializerRange, seed);
        foreach (var spec in Parameters.Layout.Specs.Where(spec => spec.Initial == InitialValue.Sinusoidal))
        {
            using var table = Parameters.View(spec.Names[0]);
            SinusoidalTable.Fill(table);
        }

        ClearPaddingRows(Parameters.Values);
    }

    /// <summary>Logits of a batch, on the model's device.</summary>
    /// <param name="inputIds">[B, T] int64, below V; T at most <see cref="ModelConfig.MaxTokens"/>.</param>
    /// <param name="typeIds">[B, T] int64; null when all are 0, which is faster; without effect where the family has no types.</param>
    /// <param name="mask">[B, T] int64, 1 = token, 0 = padding; null when nothing is padded, which is faster.</param>
    /// <param name="training">Whether dropout is applied.</param>
    /// <returns>[B, C] float32.</returns>
    public Tensor Forward(Tensor inputIds, Tensor? typeIds, Tensor? mask, bool training)
    {
        ArgumentNullException.ThrowIfNull(inputIds);
        LinearLayers.Training = training;
        _recomputation.Begin(training);
        if (training)
        {
            _dropout.BeginPass();
        }

        return Logits(inputIds, typeIds, mask, training).to(ScalarType.Float32); // [B, C]
    }

    /// <summary>
    /// As <see cref="Forward"/> with dropout, in the fastest way that the model has; its gradients come by <see cref="Backward"/>
    /// alone, before the next pass.
    /// </summary>
    /// <returns>[B, C] float32.</returns>
    public virtual Tensor ForwardForTraining(Tensor inputIds, Tensor? typeIds, Tensor? mask) =>
        Forward(inputIds, typeIds, mask, training: true);

    /// <summary>Adds the gradients of <paramref name="loss"/>, [], made of the last <see cref="ForwardForTraining"/>, to <see cref="Parameters"/>.</summary>
    public void Backward(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        loss.backward();
        BackwardOfEncoder();
        Parameters.GatherGradients();
    }

    /// <summary>To be called after backward: what stands for padding is not trained, even where a text contains the padding token.</summary>
    public void ClearPaddingGradient() => ClearPaddingRows(Parameters.Gradients);

    /// <summary>Goes on with the parts of the encoder that autograd has not seen.</summary>
    private protected virtual void BackwardOfEncoder() => _recomputation.Backward();

    /// <summary>Has every pass go through torch's operations and autograd. For comparisons; nothing changes where that is the only way.</summary>
    internal virtual void UseAutogradAlone()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what a family holds beside the parameters, and then these.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _dropout.Dispose();
            LinearLayers.Dispose();
            Parameters.Dispose();
        }
    }

    /// <summary>inputIds, typeIds, mask: as of <see cref="Forward"/>; result: [B, C] in the precision of the passes.</summary>
    private protected abstract Tensor Logits(Tensor inputIds, Tensor? typeIds, Tensor? mask, bool training);

    private protected Tensor Linear(Tensor x, string name) => LinearLayers[name].Forward(x);

    /// <summary>
    /// A layer's result, [B, T, H] as <paramref name="x"/>; every family's loop over its layers goes through here, for
    /// <see cref="RecomputesLayers"/>.
    /// </summary>
    private protected Tensor Layer(Tensor x, Func<Tensor, Tensor> layer) => _recomputation.Run(x, layer);

    private protected Tensor Drop(Tensor x, double probability, bool training) =>
        training ? _dropout.Apply(x, probability) : x;

    static IEnumerable<(long Offset, long Length)> PaddingRows(ParameterLayout layout)
    {
        for (var i = 0; i < layout.Specs.Count; i++)
        {
            var spec = layout.Specs[i];
            if (spec.PaddingRow is { } row && spec.Trained)
            {
                yield return (layout.OffsetOf(i) + row * spec.Shape[1], spec.Shape[1]);
            }
        }
    }

    /// <summary>buffer: [M], of the parameters' layout.</summary>
    void ClearPaddingRows(Tensor buffer)
    {
        using var noGradient = no_grad();
        foreach (var (offset, length) in _paddingRows)
        {
            using var range = buffer.narrow(0, offset, length); // [length]
            range.zero_();
        }
    }
}
