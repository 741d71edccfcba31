using System.Globalization;
using System.Text.Json;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// The contents of <c>tokenizer_config.json</c> and <c>special_tokens_map.json</c>; where both name a token the map counts, as in Hugging Face.
/// </summary>
/// <param name="configuration">The first file; null where there is none.</param>
/// <param name="specialTokens">The second.</param>
/// <param name="added"><c>added_tokens.json</c>.</param>
sealed class TokenizerConfiguration(JsonPart? configuration, JsonPart? specialTokens = null, JsonPart? added = null)
{
    /// <summary>Lower-case or not; null: not specified.</summary>
    public bool? LowerCase => configuration?.Flag("do_lower_case");

    /// <summary>True: accents are kept; null: not specified. ALBERT's name for it.</summary>
    public bool? KeepsAccents => configuration?.Flag("keep_accents");

    /// <summary>True where the file has <see cref="StripAccents"/>, even as null.</summary>
    public bool SaysStripAccents => configuration?.Has("strip_accents") ?? false;

    /// <summary>True: accents are removed; null: not specified, or as the case.</summary>
    public bool? StripAccents => configuration?.Flag("strip_accents");

    /// <summary>True: Chinese characters are words; null: not specified.</summary>
    public bool? SpaceCjk => configuration?.Flag("tokenize_chinese_chars");

    /// <summary>True: a space is put before the text; null: not specified.</summary>
    public bool? AddPrefixSpace => configuration?.Flag("add_prefix_space");

    /// <summary>Most tokens; null: no limit. Hugging Face writes 1e30 for none.</summary>
    public int? ModelMaxLength =>
        configuration?.Find("model_max_length") is not { } value ? null
        : value.Element.ValueKind != JsonValueKind.Number ? throw value.Refuse("a number")
        : value.Element.TryGetInt32(out var limit) ? limit : null;

    /// <summary>Hugging Face's name of the tokenizer; null: not specified.</summary>
    public string? ClassName => configuration?.Find("tokenizer_class")?.Text();

    /// <summary>Reads those of the files that a folder has.</summary>
    /// <exception cref="VocabularyFormatException">A file is malformed.</exception>
    public static TokenizerConfiguration Load(string folder)
    {
        return new TokenizerConfiguration(
            Part(TokenizerFolder.ConfigurationFile), Part(TokenizerFolder.SpecialTokensFile), Part(TokenizerFolder.AddedTokensFile));

        JsonPart? Part(string name) =>
            Path.Combine(folder, name) is var path && File.Exists(path) ? JsonPart.Read(path) : null;
    }

    /// <summary>Throws when a <c>vocab.txt</c> is for words that are split in another way than BERT's.</summary>
    /// <exception cref="VocabularyFormatException">It is for other words.</exception>
    public void RefuseOtherWords()
    {
        if (!(configuration?.Flag("do_basic_tokenize") ?? true))
        {
            throw configuration.Value.Need("do_basic_tokenize").Refuse("true: texts are always split into words here");
        }

        if (ClassName == "BertJapaneseTokenizer")
        {
            throw configuration!.Value.Need("tokenizer_class").Refuse("BertTokenizer; Japanese words need a dictionary");
        }
    }

    /// <summary>Throws when the files are for another class than this one or its fast version.</summary>
    /// <exception cref="VocabularyFormatException">They are for another class.</exception>
    public void RequireClass(string name)
    {
        if (ClassName is { } found && found != name && found != $"{name}Fast")
        {
            throw configuration!.Value.Need("tokenizer_class").Refuse($"{name}, for which a folder without {TokenizerFolder.JsonFile} can be read");
        }
    }

    /// <summary>The token that fills batches; null: not specified.</summary>
    public string? PaddingToken => Token("pad_token");

    /// <summary>The token that begins texts; null: not said.</summary>
    public string? BeginToken => Token("bos_token");

    /// <summary>The token that ends texts; null: not said.</summary>
    public string? EndToken => Token("eos_token");

    /// <summary>Whether <see cref="BeginToken"/> goes before each text; null: not said.</summary>
    public bool? AddsBegin => configuration?.Flag("add_bos_token");

    /// <summary>Whether <see cref="EndToken"/> goes after each text; null: not said.</summary>
    public bool? AddsEnd => configuration?.Flag("add_eos_token");

    /// <summary>Whether texts that are too long lose their beginning, and not their end; null: not said.</summary>
    /// <exception cref="VocabularyFormatException">The side is neither left nor right.</exception>
    public bool? CutsBeginning => configuration?.Find("truncation_side") is { } side ? IsLeft(side) : null;

    /// <summary>The spelling of the special tokens.</summary>
    /// <param name="family">Gives the tokens that are not specified.</param>
    public SpecialTokens SpecialTokens(SpecialTokens family) => new(
        Token("pad_token") ?? family.Padding,
        Token("unk_token") ?? family.Unknown,
        Token("cls_token") ?? family.Classifier,
        Token("sep_token") ?? family.Separator,
        Token("mask_token") ?? family.Mask);

    /// <summary>
    /// The tokens that the files name as added to a vocabulary. Special tokens that only have a role are not among them: spelt out in a text they
    /// are text, as with Hugging Face's slow tokenizers from the same files.
    /// </summary>
    public IEnumerable<AddedToken> AddedTokens(SpecialTokens special)
    {
        if (configuration?.Find("added_tokens_decoder") is not null)
        {
            foreach (var (_, token) in AddedById())
            {
                yield return token;
            }
        }
        else if (added is { } byName)
        {
            foreach (var (content, id) in byName.Members())
            {
                // Hugging Face strips both sides of a token that it knows by its spelling alone.
                var isSpecial = special.All.Contains(content);
                yield return new AddedToken(
                    Filled(content, id), id.Id(), StripsLeft: true, StripsRight: true, Normalized: !isSpecial);
            }
        }
    }

    /// <summary>The tokens with flags in <c>tokenizer_config.json</c>, each with its place in the file.</summary>
    public IEnumerable<(JsonPart Place, AddedToken Token)> AddedById()
    {
        foreach (var (name, token) in configuration?.Find("added_tokens_decoder")?.Members() ?? [])
        {
            yield return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? (token, Added(token, id))
                : throw token.Refuse("the token's id as its name");
        }
    }

    /// <summary>Reads a token with its flags.</summary>
    public static AddedToken Added(JsonPart token, int id) => new(
        Filled(token.Need("content").Text(), token),
        id,
        token.Flag("lstrip") ?? false,
        token.Flag("rstrip") ?? false,
        token.Flag("single_word") ?? false,
        token.Flag("normalized") ?? false);

    /// <summary>Whether a side is the left one.</summary>
    /// <exception cref="VocabularyFormatException">It is not the right one either.</exception>
    public static bool IsLeft(JsonPart side) => side.Text() switch
    {
        var word when word.Equals("left", StringComparison.OrdinalIgnoreCase) => true,
        var word when word.Equals("right", StringComparison.OrdinalIgnoreCase) => false,
        _ => throw side.Refuse("left or right"),
    };

    static string Filled(string content, JsonPart token) =>
        content.Length > 0 ? content : throw token.Refuse("a token that is not empty");

    string? Token(string name) => specialTokens?.Token(name) ?? configuration?.Token(name);
}
