using System.Globalization;
using System.Text.Json;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// What <c>tokenizer_config.json</c> and <c>special_tokens_map.json</c> say; where both name a token the map counts, as in
/// Hugging Face.
/// </summary>
sealed class TokenizerConfiguration
{
    readonly JsonPart? _configuration;
    readonly JsonPart? _specialTokens;
    readonly JsonPart? _added;

    /// <param name="configuration">The first file; null where there is none.</param>
    /// <param name="specialTokens">The second.</param>
    /// <param name="added"><c>added_tokens.json</c>.</param>
    public TokenizerConfiguration(JsonPart? configuration, JsonPart? specialTokens = null, JsonPart? added = null)
    {
        _configuration = configuration;
        _specialTokens = specialTokens;
        _added = added;
    }

    /// <summary>Lower-case or not; null: not said.</summary>
    public bool? LowerCase => _configuration?.Flag("do_lower_case");

    /// <summary>Accents stay; null: not said. ALBERT's word for it.</summary>
    public bool? KeepsAccents => _configuration?.Flag("keep_accents");

    /// <summary>Whether <see cref="StripAccents"/> is said, be it null.</summary>
    public bool SaysStripAccents => _configuration?.Has("strip_accents") ?? false;

    /// <summary>Accents go or stay; null: not said, or left to the case.</summary>
    public bool? StripAccents => _configuration?.Flag("strip_accents");

    /// <summary>Chinese characters are words; null: not said.</summary>
    public bool? SpaceCjk => _configuration?.Flag("tokenize_chinese_chars");

    /// <summary>A space goes before the text; null: not said.</summary>
    public bool? AddPrefixSpace => _configuration?.Flag("add_prefix_space");

    /// <summary>Most tokens; null: no limit. Hugging Face writes 1e30 for none.</summary>
    public int? ModelMaxLength =>
        _configuration?.Find("model_max_length") is not { } value ? null
        : value.Element.ValueKind != JsonValueKind.Number ? throw value.Refuse("a number")
        : value.Element.TryGetInt32(out var limit) ? limit : null;

    /// <summary>Hugging Face's name of the tokenizer; null: not said.</summary>
    public string? ClassName => _configuration?.Find("tokenizer_class")?.Text();

    /// <summary>Reads what of the files lies in a folder.</summary>
    /// <exception cref="VocabularyFormatException">A file is malformed.</exception>
    public static TokenizerConfiguration Load(string folder)
    {
        return new TokenizerConfiguration(
            Part(TokenizerFolder.ConfigurationFile), Part(TokenizerFolder.SpecialTokensFile), Part(TokenizerFolder.AddedTokensFile));

        JsonPart? Part(string name) =>
            Path.Combine(folder, name) is var path && File.Exists(path) ? JsonPart.Read(path) : null;
    }

    /// <summary>Throws when a <c>vocab.txt</c> is meant for words that are made in another way than BERT's.</summary>
    /// <exception cref="VocabularyFormatException">It is.</exception>
    public void RefuseOtherWords()
    {
        if (!(_configuration?.Flag("do_basic_tokenize") ?? true))
        {
            throw _configuration.Value.Need("do_basic_tokenize").Refuse("true: texts are always split into words here");
        }

        if (ClassName == "BertJapaneseTokenizer")
        {
            throw _configuration!.Value.Need("tokenizer_class").Refuse("BertTokenizer; Japanese words need a dictionary");
        }
    }

    /// <summary>Throws when the files are meant for a class other than this one, or than its fast twin.</summary>
    /// <exception cref="VocabularyFormatException">They are.</exception>
    public void RequireClass(string name)
    {
        if (ClassName is { } found && found != name && found != $"{name}Fast")
        {
            throw _configuration!.Value.Need("tokenizer_class").Refuse($"{name}, for which a folder without {TokenizerFolder.JsonFile} can be read");
        }
    }

    /// <summary>The token that fills batches; null: not said.</summary>
    public string? PaddingToken => Token("pad_token");

    /// <summary>The spelling of the special tokens.</summary>
    /// <param name="family">What is not said stays as it is there.</param>
    public SpecialTokens SpecialTokens(SpecialTokens family) => new(
        Token("pad_token") ?? family.Padding,
        Token("unk_token") ?? family.Unknown,
        Token("cls_token") ?? family.Classifier,
        Token("sep_token") ?? family.Separator,
        Token("mask_token") ?? family.Mask);

    /// <summary>
    /// The tokens that the files name as added to a vocabulary. Special tokens that only have a role are not among them:
    /// spelt out in a text they are text, as with Hugging Face's slow tokenizers made of the same files.
    /// </summary>
    public IEnumerable<AddedToken> AddedTokens(SpecialTokens special)
    {
        if (_configuration?.Find("added_tokens_decoder") is not null)
        {
            foreach (var (_, token) in AddedById())
            {
                yield return token;
            }
        }
        else if (_added is { } added)
        {
            foreach (var (content, id) in added.Members())
            {
                // Hugging Face strips both sides of a token that it knows by its spelling alone.
                var isSpecial = special.All.Contains(content);
                yield return new AddedToken(
                    Filled(content, id), id.Id(), StripsLeft: true, StripsRight: true, Normalized: !isSpecial);
            }
        }
    }

    /// <summary>The tokens that <c>tokenizer_config.json</c> names with their flags, each with its place in the file.</summary>
    public IEnumerable<(JsonPart Place, AddedToken Token)> AddedById()
    {
        foreach (var (name, token) in _configuration?.Find("added_tokens_decoder")?.Members() ?? [])
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

    static string Filled(string content, JsonPart token) =>
        content.Length > 0 ? content : throw token.Refuse("a token that is not empty");

    string? Token(string name) => _specialTokens?.Token(name) ?? _configuration?.Token(name);
}
