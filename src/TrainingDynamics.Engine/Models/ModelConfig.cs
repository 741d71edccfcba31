namespace TrainingDynamics.Engine.Models;

/// <summary>The sizes and constants of a text classifier, with BERT's defaults where a family has its own in its files.</summary>
public sealed record ModelConfig
{
    /// <summary>Which architecture.</summary>
    public ModelFamily Family { get; init; } = ModelFamilies.Bert;

    /// <summary>V, number of token ids.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>H, width of a token's vector; a multiple of <see cref="Heads"/> unless <see cref="OwnHeadSize"/> is set.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>E, width of the embedding tables; H unless set.</summary>
    public int EmbeddingSize
    {
        get => field == 0 ? HiddenSize : field;
        init;
    }

    /// <summary>L, number of encoder layers.</summary>
    public required int Layers { get; init; }

    /// <summary>A, attention heads per layer.</summary>
    public required int Heads { get; init; }

    /// <summary>I, width inside a feed-forward block.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>P, rows of the position table.</summary>
    public int MaxPositions { get; init; } = 512;

    /// <summary>DistilBERT: whether the position table is made of sines and cosines that are not trained.</summary>
    public bool SinusoidalPositions { get; init; }

    /// <summary>Number of token type ids; without meaning for DistilBERT, which knows no types.</summary>
    public int TypeVocabularySize { get; init; } = 2;

    /// <summary>Added to the variance in every layer norm.</summary>
    public double LayerNormEpsilon { get; init; } = 1e-12;

    /// <summary>Number format of the passes; no property of a checkpoint, and not written to its config.</summary>
    public Precision Precision { get; init; }

    /// <summary>
    /// The adapters that are trained in place of the weights; null: none. No property of the checkpoint that they belong to,
    /// and not written to its config.
    /// </summary>
    public LoraConfig? Lora { get; init; }

    /// <summary>The parts that training leaves as they are; null: none. Not written to the config, either.</summary>
    public FrozenParts? Frozen { get; init; }

    /// <summary>Nonlinearity of the feed-forward blocks.</summary>
    public Activation Activation { get; init; }

    /// <summary>Dropout after embeddings and sublayers, in [0, 1).</summary>
    public double HiddenDropout { get; init; } = 0.1;

    /// <summary>Dropout of the attention probabilities, in [0, 1).</summary>
    public double AttentionDropout { get; init; } = 0.1;

    /// <summary>Dropout before the classifier, in [0, 1); null means <see cref="HiddenDropout"/>.</summary>
    public double? ClassifierDropout { get; init; }

    /// <summary>Standard deviation of freshly drawn weights.</summary>
    public double InitializerRange { get; init; } = 0.02;

    /// <summary>The token id that fills batches; where it has an embedding, that starts as zero and is never trained.</summary>
    public int PaddingId { get; init; }

    /// <summary>
    /// Whether the config names no padding, as those of decoders often do; <see cref="PaddingId"/> is then one that ends
    /// texts, until the tokenizer gives a better one. Not written to a config.
    /// </summary>
    public bool LacksPadding { get; init; }

    /// <summary>[C], by label id; a single one makes a regression.</summary>
    public IReadOnlyList<string> LabelNames { get; init; } = ["LABEL_0", "LABEL_1"];

    /// <summary>What the config of this family alone says; null where it says no more than the values here.</summary>
    public FamilyOptions? Options { get; init; }

    /// <summary>D where the config says it; null: H / A.</summary>
    public int? OwnHeadSize { get; init; }

    /// <summary>D, width of an attention head.</summary>
    public int HeadSize => OwnHeadSize ?? HiddenSize / Heads;

    /// <summary>Whether the labels have the names that Hugging Face gives to those that have none.</summary>
    public bool HasDefaultLabels => LabelNames.SequenceEqual(LabelNames.Select((_, i) => $"LABEL_{i}"));

    /// <summary>C.</summary>
    public int Labels => LabelNames.Count;

    /// <summary>Longest sequence, in tokens.</summary>
    public int MaxTokens => Family.MaxTokens(this);

    /// <summary>What the logits stand for: with one label a number, else classes, as Hugging Face infers it.</summary>
    public ProblemType ProblemType => Labels == 1 ? ProblemType.Regression : ProblemType.SingleLabelClassification;

    /// <summary>The names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ModelFamilies.All.SelectMany(family => family.Sizes).Select(size => size.Name)];

    /// <summary>One of the published sizes of the families, I = 4·H unless the family says another.</summary>
    /// <returns>Null when the name is none of <see cref="Names"/>.</returns>
    public static ModelConfig? Named(string name, int vocabularySize, IReadOnlyList<string> labelNames)
    {
        foreach (var family in ModelFamilies.All)
        {
            if (family.Sizes.FirstOrDefault(size => size.Name == name) is { } size)
            {
                return family.Sized(new ModelConfig
                {
                    Family = family,
                    VocabularySize = vocabularySize,
                    HiddenSize = size.HiddenSize,
                    EmbeddingSize = size.EmbeddingSize,
                    Layers = size.Layers,
                    Heads = size.Heads,
                    IntermediateSize = size.IntermediateSize == 0 ? 4 * size.HiddenSize : size.IntermediateSize,
                    ClassifierDropout = family.Fields.DefaultClassifierDropout,
                    LabelNames = labelNames,
                });
            }
        }

        return null;
    }

    /// <summary>The same model with every dropout at <paramref name="probability"/>, in [0, 1).</summary>
    public ModelConfig WithDropout(double probability) => this with
    {
        HiddenDropout = probability,
        AttentionDropout = probability,
        ClassifierDropout = probability,
        Options = Options?.WithDropout(probability),
    };
}

/// <summary>The nonlinearity between the two linear layers of a feed-forward block.</summary>
public enum Activation
{
    /// <summary>x·Φ(x) with the error function; Hugging Face's <c>gelu</c>.</summary>
    Gelu,

    /// <summary>The tanh approximation of it; Hugging Face's <c>gelu_new</c>, <c>gelu_pytorch_tanh</c> and <c>gelu_fast</c>.</summary>
    GeluTanh,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>x·σ(x); Hugging Face's <c>silu</c> or <c>swish</c>.</summary>
    Silu,

    /// <summary>x·σ(1.702·x); Hugging Face's <c>quick_gelu</c>.</summary>
    QuickGelu,
}

/// <summary>What the logits stand for; Hugging Face's <c>problem_type</c>.</summary>
public enum ProblemType
{
    /// <summary>One logit per class, exactly one class is right; trained with cross-entropy.</summary>
    SingleLabelClassification,

    /// <summary>The one logit is the predicted number itself; trained with the mean squared error.</summary>
    Regression,
}

/// <summary>Number format of the forward and backward passes.</summary>
public enum Precision
{
    /// <summary>float32.</summary>
    Fp32,

    /// <summary>bfloat16: float32's range with 8 bits of mantissa; half the memory, about twice as fast where the processor knows it.</summary>
    Bf16,
}
