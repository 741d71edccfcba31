using TrainingDynamics.Engine.Models;
using TrainingDynamics.Text.Datasets;
using TrainingDynamics.Text.Hub;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Engine.Training;

/// <summary>What a run starts from.</summary>
/// <param name="Config">Sizes, with the labels of the data.</param>
/// <param name="Tokenizer">Makes the ids that the model knows.</param>
/// <param name="WeightsPath">The checkpoint; null for random weights.</param>
public sealed record ModelSource(ModelConfig Config, ITokenizer Tokenizer, string? WeightsPath)
{
    /// <summary>Name of the config's file in a model folder.</summary>
    public const string ConfigFile = "config.json";

    /// <summary>Name of the weights' file in a model folder.</summary>
    public const string WeightsFile = "model.safetensors";

    /// <summary>Name of the weights' file in older model folders; read where the other is not there.</summary>
    public const string PickledWeightsFile = "pytorch_model.bin";

    /// <summary>
    /// Finds the model that the options name and reads its config and vocabulary, or trains a vocabulary on the training
    /// texts. What is a folder counts as one, else what is a size, else it is sought on the Hub. Writes nothing but the cache
    /// of downloads and reads no weights.
    /// </summary>
    /// <param name="options">Name the model.</param>
    /// <param name="train">Gives the labels, and the texts for a vocabulary.</param>
    /// <param name="observer">Told how a download goes; null: nobody.</param>
    /// <param name="stop">Ends a download.</param>
    /// <exception cref="ModelSourceException">No such model, a file of it is missing, or it does not fit the options.</exception>
    /// <exception cref="ModelConfigException">Its config is not one that can be built.</exception>
    /// <exception cref="VocabularyFormatException">Its vocabulary is malformed.</exception>
    /// <exception cref="HubException">It cannot be downloaded.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static ModelSource Resolve(TrainOptions options, Dataset train, IDownloadObserver? observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(train);
        var source = Directory.Exists(options.Model) ? FromFolder(options.Model, options, train)
            : IsOnHub(options) ? FromFolder(HubModel.Fetch(options.Model, !options.FromScratch, observer, stop), options, train)
            : FromSize(options, train);
        var config = source.Config;
        if (options.MaxLength > config.MaxTokens)
        {
            throw new ModelSourceException(
                $"--max-length: found {options.MaxLength}, but {options.Model} takes at most {config.MaxTokens} tokens");
        }

        var tokenizer = source.Tokenizer;
        if (tokenizer.VocabularySize > config.VocabularySize)
        {
            throw new ModelSourceException(
                $"{options.Model}: found {tokenizer.VocabularySize} tokens in {tokenizer.Source}, but the config's vocab_size is "
                + $"{config.VocabularySize}; the two files belong to different models");
        }

        return options.Dropout is { } dropout ? source with { Config = config.WithDropout(dropout) } : source;
    }

    // A bare name beside --from-scratch is a size, or a misspelt one that no server need be asked about.
    static bool IsOnHub(TrainOptions options) => !ModelConfig.Names.Contains(options.Model) && HubRepository.IsId(options.Model)
        && (!options.FromScratch || options.Model.Contains('/', StringComparison.Ordinal));

    static ModelSource FromFolder(string folder, TrainOptions options, Dataset train)
    {
        var weights = new[] { WeightsFile, PickledWeightsFile }.FirstOrDefault(Exists);
        List<string> missing = [];
        if (!Exists(ConfigFile))
            missing.Add(ConfigFile);
        if (!TokenizerFolder.IsIn(folder))
            missing.Add(TokenizerFolder.Expected);
        if (weights is null && !options.FromScratch)
            missing.Add($"{WeightsFile} (or {PickledWeightsFile})");
        if (missing.Count > 0)
        {
            throw new ModelSourceException(
                $"{folder}: lacks {string.Join(" and ", missing)}, expected a folder in Hugging Face's layout with {ConfigFile}, "
                + "tokenizer and weights");
        }

        if (options.Vocabulary is not null)
        {
            throw new ModelSourceException(
                $"--vocabulary: {options.Model} has a tokenizer of its own; leave the option out");
        }

        var config = ModelConfigFile.Read(Path.Combine(folder, ConfigFile)) with { LabelNames = train.LabelNames };
        var path = options.FromScratch ? null : Path.Combine(folder, weights!);
        return new ModelSource(config, TokenizerFolder.Load(folder), path);

        bool Exists(string file) => File.Exists(Path.Combine(folder, file));
    }

    static ModelSource FromSize(TrainOptions options, Dataset train)
    {
        var names = string.Join(", ", ModelConfig.Names);
        if (!ModelConfig.Names.Contains(options.Model))
        {
            throw new ModelSourceException(
                $"--model: found '{options.Model}', which is no folder; expected a model's folder, a Hub id such as google-bert/bert-base-uncased, "
                + $"or with --from-scratch one of {names}");
        }

        if (!options.FromScratch)
        {
            throw new ModelSourceException(
                $"--model: '{options.Model}' is a size without weights; add --from-scratch, or give a checkpoint's folder or Hub id");
        }

        var vocabulary = options.Vocabulary is { } path
            ? Vocabulary.Load(path)
            : WordPieceTrainer.Train(train.Examples.SelectMany(Texts), options.VocabularySize);
        var tokenizer = new WordPieceTokenizer(vocabulary);
        var config = ModelConfig.Named(options.Model, vocabulary.Count, train.LabelNames)!;
        return new ModelSource(config with { PaddingId = tokenizer.PaddingId }, tokenizer, WeightsPath: null);
    }

    static IEnumerable<string> Texts(Example example) =>
        example.TextPair is null ? [example.Text] : [example.Text, example.TextPair];
}
