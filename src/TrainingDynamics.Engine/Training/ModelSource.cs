using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Hub;

namespace TrainingDynamics.Engine.Training;

/// <summary>The model that a run starts from.</summary>
/// <param name="Config">Sizes, with the labels of the data.</param>
/// <param name="Tokenizer">Makes the ids that the model knows.</param>
/// <param name="WeightsPath">The checkpoint; null for random weights.</param>
public sealed record ModelSource(ModelConfig Config, ITokenizer Tokenizer, string? WeightsPath)
{
    /// <summary>Name of the config's file in a model folder.</summary>
    public const string ConfigFile = "config.json";

    /// <summary>Name of the weights' file in a model folder that is saved; <see cref="WeightsFiles"/> reads others, too.</summary>
    public const string WeightsFile = "model.safetensors";

    /// <summary>The adapter that belongs to the checkpoint; null: none.</summary>
    public AdapterSource? Adapter { get; init; }

    /// <summary>
    /// Finds the model that the options name and reads its config and vocabulary, or trains a vocabulary on the training
    /// texts. A name is first taken for a folder, then for a size, then for a Hub id. Writes only the cache of downloads and reads
    /// no weights.
    /// </summary>
    /// <param name="options">Name the model.</param>
    /// <param name="data">Gives the labels, and the texts for a vocabulary.</param>
    /// <param name="observer">Told how a download goes, and of labels that do not fit; may be null.</param>
    /// <param name="stop">Ends a download.</param>
    /// <exception cref="ModelSourceException">No such model, a file of it is missing, or it does not fit the options.</exception>
    /// <exception cref="ModelConfigException">Its config is not one that can be built.</exception>
    /// <exception cref="VocabularyFormatException">Its vocabulary is malformed.</exception>
    /// <exception cref="HubException">It cannot be downloaded.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static ModelSource Resolve(TrainOptions options, TaskData data, IPreparationObserver? observer, CancellationToken stop)
    {
        var source = Directory.Exists(options.Model) ? FromFolder(options.Model, !options.FromScratch, observer, stop)
            : IsOnHub(options) ? FromHub(options.Model, !options.FromScratch, observer, stop)
            : FromSize(options, data.Train);
        source = WithPadding(options.Model, source, observer);
        var config = source.Config with { LabelNames = ClassOrder.Of(source.Config, data, observer) };
        if (options.MaxLength > config.MaxTokens)
        {
            throw new ModelSourceException(
                $"--max-length: found {options.MaxLength}, but {options.Model} takes at most {config.MaxTokens} tokens");
        }

        var tokenizer = source.Tokenizer;
        if (options.Vocabulary is not null && !ModelConfig.Names.Contains(options.Model))
        {
            throw new ModelSourceException(
                $"--vocabulary: {options.Model} brings its tokenizer; leave the option out");
        }

        if (options.MaxLength > tokenizer.ModelMaxLength)
        {
            throw new ModelSourceException(
                $"--max-length: found {options.MaxLength}, but the tokenizer of {options.Model} takes at most {tokenizer.ModelMaxLength} tokens");
        }

        Fitting(options.Model, source);
        return source with { Config = options.Dropout is { } dropout ? config.WithDropout(dropout) : config };
    }

    /// <summary>Finds a fine-tuned model, which brings its labels.</summary>
    /// <param name="model">A folder in Hugging Face's layout, a run that has a model, or a Hub id.</param>
    /// <param name="observer">Told how a download goes; null: nobody.</param>
    /// <param name="stop">Ends a download.</param>
    /// <exception cref="ModelSourceException">No such model, or a file of it is missing.</exception>
    /// <exception cref="ModelConfigException">Its config is not one that can be built.</exception>
    /// <exception cref="VocabularyFormatException">Its vocabulary is malformed.</exception>
    /// <exception cref="HubException">It cannot be downloaded.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static ModelSource FineTuned(string model, IPreparationObserver? observer, CancellationToken stop) =>
        WithPadding(model, Fitting(model, Find(model, observer, stop)
            ?? throw new ModelSourceException($"--model: found '{model}', expected a model's folder or a Hub id such as org/name")), observer);

    /// <summary>The model of a checkpoint of a run.</summary>
    /// <param name="folder">Has config and tokenizer beside the weights, or an adapter's.</param>
    /// <param name="observer">Told how the download of an adapter's base goes; null: nobody.</param>
    /// <param name="stop">Ends a download.</param>
    internal static ModelSource OfCheckpoint(string folder, IPreparationObserver? observer, CancellationToken stop) =>
        FromFolder(folder, withWeights: true, observer, stop);

    /// <summary>
    /// Fills a model of <see cref="Config"/> with the checkpoint's weights: its adapters with the adapter's, or where it has none, its
    /// own weights with both together.
    /// </summary>
    /// <param name="model">To be filled; initialised before, for what the checkpoint lacks.</param>
    /// <param name="ignoreMismatchedSizes">As of <see cref="Checkpoint.Load"/>.</param>
    /// <exception cref="WeightsFormatException">A file is damaged, or not of this model.</exception>
    public LoadReport Fill(TextClassifier model, bool ignoreMismatchedSizes = false)
    {
        using var adapter = Adapter is null ? null : AdapterWeights.Open(Adapter.WeightsPath);
        var report = Checkpoint.Load(
            model, WeightsPath!, ignoreMismatchedSizes, name => LoraConfig.IsAdapter(name) || adapter?.Saved.ContainsKey(name) == true);
        if (model.Config.Lora is null)
        {
            adapter?.MergeInto(model, Adapter!.Config);
        }
        else
        {
            adapter?.LoadInto(model);
        }

        return report;
    }

    // A bare name beside --from-scratch is a size, or a misspelt one, which no server needs to be asked about.
    static bool IsOnHub(TrainOptions options) => !ModelConfig.Names.Contains(options.Model) && HubRepository.IsId(options.Model)
        && (!options.FromScratch || options.Model.Contains('/', StringComparison.Ordinal));

    // A run keeps its model in a folder.
    static string ModelOfRun(string folder)
    {
        var model = new RunFolder(folder).ModelFolder;
        return !File.Exists(Path.Combine(folder, ConfigFile)) && File.Exists(Path.Combine(model, ConfigFile)) ? model : folder;
    }

    // Else training would fail at the first text with a token beyond the embedding, maybe hours later.
    static ModelSource Fitting(string model, ModelSource source) => source.Tokenizer.VocabularySize <= source.Config.VocabularySize
        ? source
        : throw new ModelSourceException(
            $"{model}: found {source.Tokenizer.VocabularySize} tokens in {source.Tokenizer.Source}, but the config's vocab_size is "
            + $"{source.Config.VocabularySize}; the two files belong to different models");

    static ModelSource FromHub(string id, bool withWeights, IPreparationObserver? observer, CancellationToken stop) =>
        FromFolder(HubModel.Fetch(id, withWeights, observer, stop), withWeights, observer, stop);

    static ModelSource FromFolder(string folder, bool withWeights, IPreparationObserver? observer, CancellationToken stop)
    {
        if (withWeights && File.Exists(Path.Combine(folder, LoraConfigFile.Name)))
        {
            return AdapterSource.Resolve(folder, model => Find(model, observer, stop));
        }

        var weights = WeightsFiles.InFolder(folder);
        List<string> missing = [];
        if (!File.Exists(Path.Combine(folder, ConfigFile)))
        {
            missing.Add(ConfigFile);
        }

        if (!TokenizerFolder.IsIn(folder))
        {
            missing.Add(TokenizerFolder.Expected);
        }

        if (weights is null && withWeights)
        {
            missing.Add($"{WeightsFile} (or {string.Join(", ", WeightsFiles.Names.Where(name => name != WeightsFile))})");
        }

        if (missing.Count > 0)
        {
            throw new ModelSourceException(
                $"{folder}: lacks {string.Join(" and ", missing)}, expected a folder in Hugging Face's layout with {ConfigFile}, "
                + "tokenizer and weights");
        }

        var config = ModelConfigFile.Read(Path.Combine(folder, ConfigFile));
        return new ModelSource(config, TokenizerFolder.Load(folder), withWeights ? weights : null);
    }

    // Without one, batches could not be filled, and nothing would say which token of a text is its last.
    static ModelSource WithPadding(string model, ModelSource source, IPreparationObserver? observer)
    {
        if (!source.Config.LacksPadding)
        {
            return source;
        }

        var padding = source.Tokenizer.PaddingId ?? source.Config.PaddingId;
        observer?.Warn(
            $"{model}: found no pad_token_id in {ConfigFile}; token {padding}, "
            + (source.Tokenizer.PaddingId is null ? "which ends texts, is the padding here" : "the tokenizer's padding, is taken")
            + ", and the saved model's config says so");
        return source with { Config = source.Config with { PaddingId = padding, LacksPadding = false } };
    }

    static ModelSource? Find(string model, IPreparationObserver? observer, CancellationToken stop) =>
        Directory.Exists(model) ? FromFolder(ModelOfRun(model), withWeights: true, observer, stop)
        : HubRepository.IsId(model) ? FromHub(model, withWeights: true, observer, stop)
        : null;

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

        var words = ModelFamilies.OfSize(options.Model)!.Words;
        var vocabulary = options.Vocabulary is { } path
            ? Vocabulary.Load(path)
            : WordPieceTrainer.Train(train.Examples.SelectMany(Texts), options.VocabularySize, words);
        var tokenizer = new WordPieceTokenizer(vocabulary, words);
        var config = ModelConfig.Named(options.Model, vocabulary.Count, train.LabelNames)!;
        return new ModelSource(config with { PaddingId = tokenizer.PaddingId!.Value }, tokenizer, WeightsPath: null);
    }

    static IEnumerable<string> Texts(Example example) =>
        example.TextPair is null ? [example.Text] : [example.Text, example.TextPair];
}

/// <summary>The model that was asked for is not there, is not whole, or does not fit the options.</summary>
public sealed class ModelSourceException(string message) : EngineException(message);
