using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Engine.Models;

/// <summary>
/// BERT with a classifier on the first token, computing what Hugging Face's <c>BertForSequenceClassification</c> does.
/// Sources: Devlin et al. 2019; for the order of operations Hugging Face transformers 4.21.
/// </summary>
public sealed class BertClassifier : IDisposable
{
    readonly IDropout _dropout;
    readonly Attention _attention;
    readonly EncoderLayer[] _layers;
    readonly long[] _width;

    /// <summary>A model whose parameters are all zero; initialise or load them before use.</summary>
    /// <param name="config">Sizes and constants.</param>
    /// <param name="device">Where the parameters live and inputs must be.</param>
    /// <param name="dropout">Used in training alone; owned by the model from here on.</param>
    public BertClassifier(BertConfig config, Device device, IDropout dropout)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(device);
        Config = config;
        _dropout = dropout;
        Parameters = new FlatParameters(BertNames.Layout(config), device);
        _attention = new Attention(config.HeadSize, dropout, config.AttentionDropout, device);
        _layers = [.. Enumerable.Range(0, config.Layers)
            .Select(i => new EncoderLayer(config, i, Parameters, _attention, dropout))];
        _width = [config.HiddenSize];
    }

    /// <summary>Sizes and constants.</summary>
    public BertConfig Config { get; }

    /// <summary>Parameters and gradients.</summary>
    public FlatParameters Parameters { get; }

    /// <summary>Whether attention is torch's fused operation; by default on CUDA alone.</summary>
    internal bool FusedAttention
    {
        get => _attention.Fused;
        set => _attention.Fused = value;
    }

    /// <summary>Draws fresh parameters as Hugging Face does; the padding token's embedding is zero.</summary>
    public void Initialize(ulong seed)
    {
        Parameters.Initialize(Config.InitializerRange, seed);
        using var noGradient = no_grad();
        using var words = Parameters.View(BertNames.Word); // [V, H]
        using var padding = words.narrow(0, Config.PaddingId, 1); // [1, H]
        padding.zero_();
    }

    /// <summary>Logits of a batch, on the model's device.</summary>
    /// <param name="inputIds">[B, T] int64, below V; T at most the config's positions.</param>
    /// <param name="typeIds">[B, T] int64; null when all are 0, which is faster.</param>
    /// <param name="mask">[B, T] int64, 1 = token, 0 = padding; null when nothing is padded, which is faster.</param>
    /// <param name="training">Whether dropout is applied.</param>
    /// <returns>[B, C] float32.</returns>
    public Tensor Forward(Tensor inputIds, Tensor? typeIds, Tensor? mask, bool training)
    {
        ArgumentNullException.ThrowIfNull(inputIds);
        if (training)
            _dropout.BeginPass();
        var keyMask = mask is null ? null : _attention.KeyMask(mask);
        var x = Embed(inputIds, typeIds, training); // [B, T, H]
        for (var i = 0; i < _layers.Length; i++)
            x = _layers[i].Forward(x, keyMask, firstOnly: i == _layers.Length - 1, training); // [B, T, H]; last: [B, 1, H]

        var pooled = Linear(x.squeeze(1), BertNames.Pooler).tanh(); // [B, H]
        pooled = Drop(pooled, Config.ClassifierDropout ?? Config.HiddenDropout, training);
        return Linear(pooled, BertNames.Classifier); // [B, C]
    }

    /// <summary>
    /// To be called after backward: the padding token's embedding is not trained, even where a text contains that token.
    /// </summary>
    public void ClearPaddingGradient()
    {
        var row = Parameters.Layout.Slices[BertNames.Word].Offset + (long)Config.PaddingId * Config.HiddenSize;
        using var gradient = Parameters.Gradients.narrow(0, row, Config.HiddenSize); // [H]
        gradient.zero_();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _attention.Dispose();
        _dropout.Dispose();
        Parameters.Dispose();
    }

    Tensor Embed(Tensor inputIds, Tensor? typeIds, bool training)
    {
        var length = inputIds.shape[1];
        var words = Lookup(BertNames.Word, inputIds); // [B, T, H]
        var types = typeIds is null
            ? Parameters.Leaf(BertNames.TokenType).narrow(0, 0, 1) // [1, H]
            : Lookup(BertNames.TokenType, typeIds); // [B, T, H]
        var positions = Parameters.Leaf(BertNames.Position).narrow(0, 0, length); // [T, H]
        var sum = words.add(types).add(positions); // [B, T, H]
        var normed = F.layer_norm(
            sum,
            _width,
            Parameters.Leaf($"{BertNames.EmbeddingNorm}.weight"),
            Parameters.Leaf($"{BertNames.EmbeddingNorm}.bias"),
            Config.LayerNormEpsilon);
        return Drop(normed, Config.HiddenDropout, training);
    }

    /// <summary>ids: [B, T]; result: [B, T, H].</summary>
    Tensor Lookup(string table, Tensor ids) => Parameters.Leaf(table)
        .index_select(0, ids.reshape(-1))
        .view(ids.shape[0], ids.shape[1], Config.HiddenSize);

    Tensor Linear(Tensor x, string name) =>
        F.linear(x, Parameters.Leaf($"{name}.weight"), Parameters.Leaf($"{name}.bias"));

    Tensor Drop(Tensor x, double probability, bool training) => training ? _dropout.Apply(x, probability) : x;
}
