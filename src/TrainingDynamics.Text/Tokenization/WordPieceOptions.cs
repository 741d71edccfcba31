using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>How text is split into words before the pieces are looked up: the options of Hugging Face's BertTokenizer.</summary>
public sealed record WordPieceOptions
{
    const string MpnetClass = "MPNetTokenizer";

    /// <summary>Lower-cases the text, except special tokens.</summary>
    public bool LowerCase { get; init; } = true;

    /// <summary>Removes accents after canonical decomposition; null: as <see cref="LowerCase"/>.</summary>
    public bool? StripAccents { get; init; }

    /// <summary>Makes every Chinese character a word.</summary>
    public bool SpaceCjk { get; init; } = true;

    /// <summary>Spelling of the special tokens.</summary>
    public SpecialTokens SpecialTokens { get; init; } = new();

    /// <summary>Whether special tokens are laid out as MPNet's: two separators between texts, and one type; else as BERT's.</summary>
    public bool IsMpnet { get; init; }

    /// <summary>MPNet's: BERT's words, RoBERTa's special tokens, and BERT's unknown word.</summary>
    public static WordPieceOptions Mpnet { get; } = new()
    {
        SpecialTokens = new SpecialTokens("<pad>", "[UNK]", "<s>", "</s>", "<mask>"),
        IsMpnet = true,
    };

    /// <summary>What a new vocabulary starts with. MPNet's code expects the padding second, whatever its config says.</summary>
    public IReadOnlyList<string> FirstTokens => IsMpnet
        ? [SpecialTokens.Classifier, SpecialTokens.Padding, SpecialTokens.Separator, SpecialTokens.Unknown, SpecialTokens.Mask]
        : SpecialTokens.All;

    /// <summary>Most tokens that the model takes; null: not known.</summary>
    public int? ModelMaxLength { get; init; }

    /// <summary>Whether texts that are too long lose their beginning; else their end.</summary>
    public bool CutsBeginning { get; init; }

    /// <summary>The options in a configuration; the others keep their defaults.</summary>
    /// <param name="configuration">Of a folder.</param>
    /// <param name="vocabulary">Of the same folder; says whether the model is MPNet's if the configuration names no class.</param>
    internal static WordPieceOptions From(TokenizerConfiguration configuration, Vocabulary? vocabulary = null)
    {
        var isMpnet = configuration.ClassName is { } name ? name is MpnetClass or $"{MpnetClass}Fast" : vocabulary?.Tokens[0] == Mpnet.SpecialTokens.Classifier;
        return From(configuration, isMpnet ? Mpnet : new WordPieceOptions());
    }

    static WordPieceOptions From(TokenizerConfiguration configuration, WordPieceOptions family) => family with
    {
        LowerCase = configuration.LowerCase ?? true,
        StripAccents = configuration.StripAccents,
        SpaceCjk = configuration.SpaceCjk ?? true,
        ModelMaxLength = configuration.ModelMaxLength,
        CutsBeginning = configuration.CutsBeginning ?? false,
        SpecialTokens = configuration.SpecialTokens(family.SpecialTokens),
    };

    /// <summary>Writes a <c>tokenizer_config.json</c> that Hugging Face's tokenizer of the kind reads.</summary>
    public void Save(string path)
    {
        var json = new JsonObject
        {
            ["cls_token"] = SpecialTokens.Classifier,
            ["do_lower_case"] = LowerCase,
            ["mask_token"] = SpecialTokens.Mask,
            ["pad_token"] = SpecialTokens.Padding,
            ["sep_token"] = SpecialTokens.Separator,
            ["strip_accents"] = StripAccents,
            ["tokenize_chinese_chars"] = SpaceCjk,
            ["tokenizer_class"] = IsMpnet ? MpnetClass : "BertTokenizer",
            ["unk_token"] = SpecialTokens.Unknown,
        };
        if (CutsBeginning)
        {
            json["truncation_side"] = "left";
        }

        if (ModelMaxLength is int limit)
        {
            json["model_max_length"] = limit;
        }

        File.WriteAllText(path, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n");
    }
}
