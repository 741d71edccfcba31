using TrainingDynamics.Engine.Models.Host;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Engine.Models;

/// <summary>
/// A transformer encoder with a classifier on the first token, computing what Hugging Face's <c>*ForSequenceClassification</c>
/// of its family does. Source for the order of operations: Hugging Face transformers 4.21.
/// </summary>
public abstract class TextClassifier : IDisposable
{
    readonly IDropout _dropout;
    readonly Attention _attention;
    readonly EncoderLayer[] _layers;
    readonly (long Offset, long Length)[] _untrained; // ranges of the parameters
    readonly HostEncoder? _host;
    Packing? _packing; // of the pass in progress; null where it is not the host encoder's

    private protected TextClassifier(
        ModelConfig config, Func<int, EncoderLayerNames> layer, double attentionOutputDropout, Device device, IDropout dropout)
    {
        Config = config;
        _dropout = dropout;
        Parameters = new FlatParameters(Layout(config), device, config.Precision);
        _untrained = [.. PaddingRows(), .. UntrainedTables()];
        _attention = new Attention(config.HeadSize, dropout, config.AttentionDropout, device);
        _layers = [.. Enumerable.Range(0, config.Layers)
            .Select(i => new EncoderLayer(config, layer(i), attentionOutputDropout, Parameters, _attention, dropout))];
        _host = HostEncoder.Supports(config, device) ? new HostEncoder(config, layer, attentionOutputDropout, Parameters) : null;
        UsesHostEncoder = _host is not null;
    }

    /// <summary>Sizes and constants.</summary>
    public ModelConfig Config { get; }

    /// <summary>Parameters and gradients.</summary>
    public FlatParameters Parameters { get; }

    /// <summary>Whether attention is torch's fused operation; by default on CUDA alone.</summary>
    internal bool FusedAttention
    {
        get => _attention.Fused;
        set => _attention.Fused = value;
    }

    /// <summary>Whether the CPU's own encoder is used where it can be; by default it is. For tests and measurements.</summary>
    internal bool UsesHostEncoder { get; set; }

    /// <summary>A model of the config's family whose parameters are all zero; initialise or load them before use.</summary>
    /// <param name="config">Sizes and constants.</param>
    /// <param name="device">Where the parameters live and inputs must be.</param>
    /// <param name="dropout">Used in training alone; owned by the model from here on.</param>
    public static TextClassifier Create(ModelConfig config, Device device, IDropout dropout)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(device);
        return config.Family switch
        {
            ModelFamily.Bert => new BertClassifier(config, device, dropout),
            ModelFamily.DistilBert => new DistilBertClassifier(config, device, dropout),
            ModelFamily.Roberta => new RobertaClassifier(config, device, dropout),
            _ => new ElectraClassifier(config, device, dropout),
        };
    }

    /// <summary>The parameters that a model of this config has, without making any.</summary>
    public static ParameterLayout Layout(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new ParameterLayout(config.Family switch
        {
            ModelFamily.Bert => BertClassifier.Specs(config),
            ModelFamily.DistilBert => DistilBertClassifier.Specs(config),
            ModelFamily.Roberta => RobertaClassifier.Specs(config),
            _ => ElectraClassifier.Specs(config),
        });
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

        foreach (var (offset, length) in PaddingRows())
            Clear(Parameters.Values, offset, length);
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
        if (training)
            _dropout.BeginPass();
        if (!training && !is_grad_enabled() && PackingOf(inputIds, mask) is { } packing)
            return OnHost(packing, inputIds, typeIds, dropout: null);

        var keyMask = mask is null ? null : _attention.KeyMask(mask, Parameters.PassType);
        var x = Embed(inputIds, typeIds, training); // [B, T, H]
        for (var i = 0; i < _layers.Length; i++)
            x = _layers[i].Forward(x, keyMask, firstOnly: i == _layers.Length - 1, training); // [B, T, H]; last: [B, 1, H]
        return Classify(x.squeeze(1), training).to(ScalarType.Float32); // [B, C]
    }

    /// <summary>
    /// As <see cref="Forward"/> with dropout, in the fastest way that the model has; its gradients come by <see cref="Backward"/>
    /// alone, before the next pass.
    /// </summary>
    /// <returns>[B, C] float32.</returns>
    public Tensor ForwardForTraining(Tensor inputIds, Tensor? typeIds, Tensor? mask)
    {
        ArgumentNullException.ThrowIfNull(inputIds);
        if (_dropout is not HostDropout dropout || PackingOf(inputIds, mask) is not { } packing)
            return Forward(inputIds, typeIds, mask, training: true);
        dropout.BeginPass();
        return OnHost(packing, inputIds, typeIds, dropout);
    }

    /// <summary>Adds the gradients of <paramref name="loss"/>, [], made of the last <see cref="ForwardForTraining"/>, to <see cref="Parameters"/>.</summary>
    public void Backward(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        loss.backward();
        _host?.Backward();
        Parameters.GatherGradients();
    }

    /// <summary>
    /// To be called after backward: what stands for padding is not trained, even where a text contains the padding token, nor
    /// is a table of sines.
    /// </summary>
    public void ClearPaddingGradient()
    {
        foreach (var (offset, length) in _untrained)
            Clear(Parameters.Gradients, offset, length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _attention.Dispose();
        _dropout.Dispose();
        _host?.Dispose();
        Parameters.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>inputIds, typeIds: as of <see cref="Forward"/>; result: [B, T, H], or packed [1, N, H] as <see cref="LookUp"/> gives it.</summary>
    private protected abstract Tensor Embed(Tensor inputIds, Tensor? typeIds, bool training);

    /// <summary>first: [B, H], the first token's vector; result: [B, C].</summary>
    private protected abstract Tensor Classify(Tensor first, bool training);

    /// <summary>As <see cref="Embeddings.Forward"/>, in the way of the pass in progress.</summary>
    private protected Tensor LookUp(Embeddings embeddings, Tensor inputIds, Tensor? typeIds, Tensor? positionIds) =>
        _packing is null
            ? embeddings.Forward(inputIds, typeIds, positionIds)
            : _host!.Embed(embeddings.Names, _packing, inputIds, typeIds, positionIds);

    private protected Tensor Linear(Tensor x, string name) =>
        F.linear(x, Parameters.Leaf($"{name}.weight"), Parameters.Leaf($"{name}.bias"));

    private protected Tensor Drop(Tensor x, double probability, bool training) =>
        training ? _dropout.Apply(x, probability) : x;

    Packing? PackingOf(Tensor inputIds, Tensor? mask) =>
        _host is not null && UsesHostEncoder && !FusedAttention ? Packing.Of((int)inputIds.shape[0], (int)inputIds.shape[1], mask) : null;

    // dropout: null outside of training.
    Tensor OnHost(Packing packing, Tensor inputIds, Tensor? typeIds, HostDropout? dropout)
    {
        _host!.Begin();
        _packing = packing;
        var x = Embed(inputIds, typeIds, dropout is not null); // [1, N, H]
        _packing = null;
        return Classify(_host.Encode(packing, x, dropout), dropout is not null); // [B, C]
    }

    IEnumerable<(long Offset, long Length)> PaddingRows()
    {
        var layout = Parameters.Layout;
        for (var i = 0; i < layout.Specs.Count; i++)
        {
            var spec = layout.Specs[i];
            if (spec.PaddingRow is { } row)
                yield return (layout.OffsetOf(i) + row * spec.Shape[1], spec.Shape[1]);
        }
    }

    IEnumerable<(long Offset, long Length)> UntrainedTables()
    {
        var layout = Parameters.Layout;
        for (var i = 0; i < layout.Specs.Count; i++)
        {
            if (!layout.Specs[i].IsTrained)
                yield return (layout.OffsetOf(i), layout.Specs[i].Elements);
        }
    }

    /// <summary>buffer: [N], of the parameters' layout.</summary>
    static void Clear(Tensor buffer, long offset, long length)
    {
        using var noGradient = no_grad();
        using var range = buffer.narrow(0, offset, length); // [length]
        range.zero_();
    }
}
