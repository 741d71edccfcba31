using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>How text is split into words before the pieces are looked up: the options of Hugging Face's BertTokenizer.</summary>
public sealed record WordPieceOptions
{
    /// <summary>Lower-cases the text, except special tokens.</summary>
    public bool LowerCase { get; init; } = true;

    /// <summary>Removes accents after canonical decomposition; null: as <see cref="LowerCase"/>.</summary>
    public bool? StripAccents { get; init; }

    /// <summary>Makes every Chinese character a word.</summary>
    public bool SpaceCjk { get; init; } = true;

    /// <summary>Spelling of the special tokens.</summary>
    public SpecialTokens SpecialTokens { get; init; } = new();

    /// <summary>Most tokens that the model takes; null: not known.</summary>
    public int? ModelMaxLength { get; init; }

    /// <summary>Whether texts that are too long lose their beginning; else their end.</summary>
    public bool CutsBeginning { get; init; }

    /// <summary>The options in a configuration; the others keep their defaults.</summary>
    internal static WordPieceOptions From(TokenizerConfiguration configuration) => new()
    {
        LowerCase = configuration.LowerCase ?? true,
        StripAccents = configuration.StripAccents,
        SpaceCjk = configuration.SpaceCjk ?? true,
        ModelMaxLength = configuration.ModelMaxLength,
        CutsBeginning = configuration.CutsBeginning ?? false,
        SpecialTokens = configuration.SpecialTokens(new SpecialTokens()),
    };

    /// <summary>Writes a <c>tokenizer_config.json</c> that Hugging Face's BertTokenizer reads.</summary>
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
            ["tokenizer_class"] = "BertTokenizer",
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
