using TrainingDynamics.Engine.Models;
using TrainingDynamics.Text.Datasets;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Engine.Training;

/// <summary>What a run starts from.</summary>
/// <param name="Config">Sizes, with the labels of the data.</param>
/// <param name="Tokenizer">Makes the ids that the model knows.</param>
/// <param name="WeightsPath">The checkpoint; null for random weights.</param>
public sealed record ModelSource(BertConfig Config, WordPieceTokenizer Tokenizer, string? WeightsPath)
{
    /// <summary>Name of the config's file in a model folder.</summary>
    public const string ConfigFile = "config.json";

    /// <summary>Name of the weights' file in a model folder.</summary>
    public const string WeightsFile = "model.safetensors";

    const string VocabularyFile = "vocab.txt";

    /// <summary>
    /// Finds the model that the options name and reads its config and vocabulary, or trains a vocabulary on the training
    /// texts. Writes nothing and reads no weights.
    /// </summary>
    /// <exception cref="ModelSourceException">No such model, a file of it is missing, or it does not fit the options.</exception>
    /// <exception cref="ModelConfigException">Its config is not one that can be built.</exception>
    /// <exception cref="VocabularyFormatException">Its vocabulary is malformed.</exception>
    public static ModelSource Resolve(TrainOptions options, Dataset train)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(train);
        var source = Directory.Exists(options.Model) ? FromFolder(options, train) : FromName(options, train);
        var config = source.Config;
        if (options.MaxLength > config.MaxPositions)
        {
            throw new ModelSourceException(
                $"--max-length: found {options.MaxLength}, but {options.Model} takes at most {config.MaxPositions} tokens");
        }

        var vocabulary = source.Tokenizer.Vocabulary;
        if (vocabulary.Count > config.VocabularySize)
        {
            throw new ModelSourceException(
                $"{options.Model}: found {vocabulary.Count} tokens in {vocabulary.Source}, but the config's vocab_size is "
                + $"{config.VocabularySize}; the two files belong to different models");
        }

        return options.Dropout is { } dropout ? source with { Config = config.WithDropout(dropout) } : source;
    }

    static ModelSource FromFolder(TrainOptions options, Dataset train)
    {
        string[] needed = options.FromScratch ? [ConfigFile, VocabularyFile] : [ConfigFile, WeightsFile, VocabularyFile];
        var missing = needed.Where(file => !File.Exists(Path.Combine(options.Model, file))).ToArray();
        if (missing.Length > 0)
        {
            throw new ModelSourceException(
                $"{options.Model}: lacks {string.Join(" and ", missing)}, expected a folder in Hugging Face's layout with "
                + string.Join(", ", needed));
        }

        if (options.Vocabulary is not null)
        {
            throw new ModelSourceException(
                $"--vocabulary: {options.Model} has a {VocabularyFile} of its own; leave the option out");
        }

        var config = BertConfigFile.Read(Path.Combine(options.Model, ConfigFile)) with { LabelNames = train.LabelNames };
        var weights = options.FromScratch ? null : Path.Combine(options.Model, WeightsFile);
        return new ModelSource(config, WordPieceTokenizer.Load(options.Model), weights);
    }

    static ModelSource FromName(TrainOptions options, Dataset train)
    {
        var names = string.Join(", ", BertConfig.Names);
        if (!BertConfig.Names.Contains(options.Model))
        {
            throw new ModelSourceException(
                $"--model: found '{options.Model}', which is no folder; expected a model's folder, or with --from-scratch one of {names}");
        }

        if (!options.FromScratch)
        {
            throw new ModelSourceException(
                $"--model: '{options.Model}' is a size without weights; add --from-scratch, or give the folder of a checkpoint");
        }

        var vocabulary = options.Vocabulary is { } path
            ? Vocabulary.Load(path)
            : WordPieceTrainer.Train(train.Examples.SelectMany(Texts), options.VocabularySize);
        var tokenizer = new WordPieceTokenizer(vocabulary);
        var config = BertConfig.Named(options.Model, vocabulary.Count, train.LabelNames)!;
        return new ModelSource(config with { PaddingId = tokenizer.PaddingId }, tokenizer, WeightsPath: null);
    }

    static IEnumerable<string> Texts(Example example) =>
        example.TextPair is null ? [example.Text] : [example.Text, example.TextPair];
}
