using System.Text.Json;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// Reads Hugging Face's <c>tokenizer.json</c> of the two kinds that the supported models have: BERT's WordPiece and
/// RoBERTa's byte-level pairs. What it says of truncation and padding is not used; <see cref="ITokenizer.Encode"/> is told.
/// Own code because the library does not read the file.
/// </summary>
static class TokenizerJson
{
    const string ClassThatOverridesNothing = "PreTrainedTokenizerFast";

    /// <summary>Reads the file and what <c>tokenizer_config.json</c> beside it overrides.</summary>
    /// <exception cref="VocabularyFormatException">A file is malformed, or asks for something that is not supported.</exception>
    public static ITokenizer Load(string folder)
    {
        var root = JsonPart.Read(Path.Combine(folder, TokenizerFolder.JsonFile));
        var configuration = TokenizerConfiguration.Load(folder);
        var model = root.Need("model");
        var files = TokenizerFiles.Read(folder);
        var added = root.Find("added_tokens") is { } tokens
            ? tokens.Items().Select(token => TokenizerConfiguration.Added(token, token.Need("id").Id())).ToArray()
            : [];
        // Older files do not name the model's type.
        string type = model.Token("type") ?? (model.Has("merges") ? "BPE" : "WordPiece");
        return type switch
        {
            "WordPiece" => WordPieces(root, model, configuration, added, files),
            "BPE" => BytePairs(root, model, configuration, added, files),
            _ => throw model.Need("type").Refuse("WordPiece or BPE, the models of BERT's and RoBERTa's tokenizers"),
        };
    }

    static WordPieceTokenizer WordPieces(
        JsonPart root, JsonPart model, TokenizerConfiguration configuration, AddedToken[] added, TokenizerFiles files)
    {
        Demand(model, "continuing_subword_prefix", PieceList.Continuation);
        if (model.Find("max_input_chars_per_word") is { } longest && longest.Id() != WordPieceNormalizer.LongestWord)
            throw longest.Refuse($"{WordPieceNormalizer.LongestWord}, BERT's longest word");
        var normalizer = Section(root, "normalizer", "BertNormalizer");
        Section(root, "pre_tokenizer", "BertPreTokenizer");
        if (!(normalizer.Flag("clean_text") ?? true))
            throw normalizer.Need("clean_text").Refuse("true");

        // As Hugging Face's BertTokenizerFast: the configuration's switches win over the file's; its bare
        // PreTrainedTokenizerFast leaves the file alone.
        var overrides = configuration.ClassName == ClassThatOverridesNothing ? new TokenizerConfiguration(null) : configuration;
        var options = new WordPieceOptions
        {
            LowerCase = overrides.LowerCase ?? normalizer.Flag("lowercase") ?? true,
            StripAccents = overrides.SaysStripAccents ? overrides.StripAccents : normalizer.Flag("strip_accents"),
            SpaceCjk = overrides.SpaceCjk ?? normalizer.Flag("handle_chinese_chars") ?? true,
            ModelMaxLength = configuration.ModelMaxLength,
            SpecialTokens = configuration.SpecialTokens(new SpecialTokens()) with
            {
                Unknown = model.Need("unk_token").Text(),
            },
        };
        return new WordPieceTokenizer(
            ReadVocabulary(model.Need("vocab")), options, added, TokenizerJsonLayout.Read(root), files);
    }

    static BytePairTokenizer BytePairs(
        JsonPart root, JsonPart model, TokenizerConfiguration configuration, AddedToken[] added, TokenizerFiles files)
    {
        Demand(model, "continuing_subword_prefix", "");
        Demand(model, "end_of_word_suffix", "");
        foreach (string flag in new[] { "byte_fallback", "ignore_merges" })
        {
            if (model.Flag(flag) ?? false)
                throw model.Need(flag).Refuse("false");
        }

        if (model.Find("dropout") is { } dropout && dropout.Element.GetRawText() is not ("0" or "0.0"))
            throw dropout.Refuse("null: pieces must not be drawn by chance");
        if (root.Find("normalizer") is { } normalizer)
            throw Type(normalizer).Refuse("null, as byte-level tokenizers have it");
        var preTokenizer = Section(root, "pre_tokenizer", "ByteLevel");
        bool prefix = (configuration.ClassName == ClassThatOverridesNothing ? null : configuration.AddPrefixSpace)
            ?? preTokenizer.Flag("add_prefix_space") ?? true;
        var options = new BytePairOptions(
            configuration.SpecialTokens(BytePairTokenizer.RobertaTokens),
            model.Token("unk_token"),
            prefix ? PrefixSpace.BeforeSegments : PrefixSpace.None,
            SplitsWords: preTokenizer.Flag("use_regex") ?? true,
            configuration.ModelMaxLength);
        var pairs = new BytePairModel(
            BytePairModel.ReadIds(model.Need("vocab")), [.. model.Need("merges").Items().Select(Merge)], root.Path);
        return new BytePairTokenizer(pairs, options, added, TokenizerJsonLayout.Read(root), files);
    }

    // Written "a b" until version 0.20 of Hugging Face's tokenizers and ["a", "b"] since.
    static string Merge(JsonPart merge)
    {
        string line = merge.Element.ValueKind == JsonValueKind.Array
            ? string.Join(' ', merge.Items().Select(token => token.Text()))
            : merge.Text();
        return BytePairModel.IsPair(line) ? line : throw merge.Refuse("two tokens");
    }

    static Vocabulary ReadVocabulary(JsonPart vocabulary)
    {
        var members = vocabulary.Members().ToArray();
        var tokens = new string?[members.Length];
        foreach (var (token, id) in members)
        {
            int place = id.Id();
            if (place >= tokens.Length || tokens[place] is not null)
                throw id.Refuse($"the ids 0 … {tokens.Length - 1} once each");
            tokens[place] = token;
        }

        return new Vocabulary(tokens!, vocabulary.Path);
    }

    static JsonPart Section(JsonPart root, string name, string type)
    {
        string expected = $"{type}, the only one supported for this kind of model";
        var section = root.Need(name, expected);
        return section.Token("type") == type ? section : throw Type(section).Refuse(expected);
    }

    static JsonPart Type(JsonPart section) => section.Need("type");

    static void Demand(JsonPart model, string name, string value)
    {
        if (model.Find(name) is { } found && found.Text() != value)
            throw found.Refuse($"\"{value}\"");
    }
}
