namespace TrainingDynamics.Engine.Models;

/// <summary>
/// A published architecture: what its <c>config.json</c> says, which parameters it has, how it computes its logits, and what
/// its checkpoints call them. Each lies in a folder beside this file, and <see cref="ModelFamilies"/> names them all.
/// </summary>
public abstract class ModelFamily
{
    private protected ModelFamily()
    {
    }

    /// <summary><c>model_type</c> in <c>config.json</c>, e.g. <c>bert</c>.</summary>
    public abstract string ModelType { get; }

    /// <summary>Hugging Face's class of the classifier, as <c>architectures</c> in <c>config.json</c> names it.</summary>
    internal abstract string ClassName { get; }

    /// <summary>What <c>config.json</c> calls the sizes and probabilities that every family has.</summary>
    internal abstract ConfigFields Fields { get; }

    /// <summary>Published sizes that can be trained from scratch by name.</summary>
    internal virtual IReadOnlyList<ModelSize> Sizes => [];

    /// <summary>A limit where a family has none: beyond it no machine's memory holds the scores.</summary>
    internal const int MostTokens = 1 << 20;

    /// <summary>How text becomes words for one of <see cref="Sizes"/>.</summary>
    internal virtual WordPieceOptions Words => new();

    /// <summary>What stands before the encoder's names in a classifier's checkpoint; ends with a dot.</summary>
    internal virtual string EncoderPrefix => $"{ModelType}.";

    /// <summary>The end of a name that every checkpoint of the family has once, wrapped or not.</summary>
    internal virtual string Anchor => "embeddings.word_embeddings.weight";

    /// <summary>How the names of heads for pre-training begin; a classifier has no use for them.</summary>
    internal abstract IReadOnlyList<string> PreTrainingHeads { get; }

    /// <summary>The fewest token types that a config may name.</summary>
    internal virtual int LeastTypes => 1;

    /// <summary>What <c>position_embedding_type</c> may be; the first where the field is absent.</summary>
    internal virtual IReadOnlyList<string> PositionTypes => ["absolute"];

    /// <summary>Reads the config; absent optional fields have the family's defaults.</summary>
    internal abstract ModelConfig Read(ConfigReader json);

    /// <summary>Writes the fields of the config that <see cref="Read"/> reads.</summary>
    internal abstract void Write(ConfigWriter json, ModelConfig config);

    /// <summary>A fresh model of one of <see cref="Sizes"/>, with what this family has beside the values that all have.</summary>
    internal virtual ModelConfig Sized(ModelConfig config) => config;

    /// <summary>What no model of the family can have, as messages; empty when all is well. The common fields are checked before.</summary>
    internal virtual IEnumerable<string> Problems(ModelConfig config) => [];

    /// <summary>All parameters in Hugging Face's order.</summary>
    internal abstract IReadOnlyList<ParameterSpec> Parameters(ModelConfig config);

    /// <summary>A model whose parameters are all zero.</summary>
    internal abstract TextClassifier Create(ModelConfig config, Device device, IDropout dropout);

    /// <summary>The ends of the names of the linear layers that have adapters where nobody says which; PEFT's, where it has any.</summary>
    internal virtual IReadOnlyList<string> LoraTargets => ["query", "value"];

    /// <summary>Whether a parameter of this name is the encoder's; its pooler, which many checkpoints lack, does not count.</summary>
    internal bool IsEncoder(string name) => name.StartsWith(EncoderPrefix, StringComparison.Ordinal)
        && !name.StartsWith($"{EncoderPrefix}pooler.", StringComparison.Ordinal);

    /// <summary>Longest sequence, in tokens.</summary>
    internal virtual int MaxTokens(ModelConfig config) => config.MaxPositions;

    /// <summary>The model type.</summary>
    public override string ToString() => ModelType;
}

/// <summary>The values of a config that one family alone has; each family's record of them lies in its folder.</summary>
public abstract record FamilyOptions
{
    /// <summary>The same with every dropout among them at <paramref name="probability"/>, in [0, 1).</summary>
    internal virtual FamilyOptions WithDropout(double probability) => this;
}

/// <summary>A published size of a family.</summary>
/// <param name="Name">As it is asked for, e.g. <c>bert-tiny</c>.</param>
/// <param name="Layers">L.</param>
/// <param name="HiddenSize">H.</param>
/// <param name="Heads">A.</param>
/// <param name="EmbeddingSize">E; 0: H.</param>
/// <param name="IntermediateSize">I; 0: 4·H.</param>
sealed record ModelSize(string Name, int Layers, int HiddenSize, int Heads, int EmbeddingSize = 0, int IntermediateSize = 0);
