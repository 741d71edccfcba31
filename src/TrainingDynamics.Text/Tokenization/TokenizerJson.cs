using System.Text.Json;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// Reads Hugging Face's <c>tokenizer.json</c> with its own library. The library ends the whole process on some malformed files, so it gets a copy
/// of what is checked here, without post-processor, decoder, truncation and padding: <see cref="SpecialTokenLayout"/> adds the special tokens, and
/// the others are not needed.
/// </summary>
static class TokenizerJson
{
    const string ClassThatOverridesNothing = "PreTrainedTokenizerFast";

    static readonly string[] Models = ["BPE", "Unigram", "WordLevel", "WordPiece"];

    static readonly string[] Normalizers =
    [
        "BertNormalizer", "ByteLevel", "Lowercase", "NFC", "NFD", "NFKC", "NFKD", "Nmt", "Precompiled", "Prepend", "Replace", "Sequence",
        "Strip", "StripAccents",
    ];

    static readonly string[] PreTokenizers =
    [
        "BertPreTokenizer", "ByteLevel", "CharDelimiterSplit", "Digits", "FixedLength", "Metaspace", "Punctuation", "Sequence", "Split",
        "UnicodeScripts", "Whitespace", "WhitespaceSplit",
    ];

    /// <summary>Reads the file and what <c>tokenizer_config.json</c> beside it overrides.</summary>
    /// <exception cref="VocabularyFormatException">A file is malformed, or the library refuses it.</exception>
    public static ITokenizer Load(string folder) =>
        Load(JsonPart.Read(Path.Combine(folder, TokenizerFolder.JsonFile)), folder);

    /// <summary>The same for a file that was made in memory.</summary>
    /// <exception cref="VocabularyFormatException">A file is malformed, or the library refuses it.</exception>
    public static ITokenizer Load(JsonPart root, string folder)
    {
        var configuration = TokenizerConfiguration.Load(folder);
        var vocabulary = TokenizerJsonVocabulary.Read(root, configuration);
        var layout = TokenizerJsonLayout.Read(root, vocabulary, configuration);
        var pieces = TokenizerTrial.Open(Reduced(root, vocabulary, configuration), root.Path);
        return new LibraryTokenizer(pieces, vocabulary, layout, configuration, TokenizerFiles.Read(folder));
    }

    static byte[] Reduced(JsonPart root, TokenizerJsonVocabulary vocabulary, TokenizerConfiguration configuration)
    {
        // As Hugging Face's classes of one family: the configuration's switches win over the file's; the bare
        // PreTrainedTokenizerFast leaves the file alone.
        var overrides = configuration.ClassName == ClassThatOverridesNothing ? new TokenizerConfiguration(null) : configuration;
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteNull("truncation");
            json.WriteNull("padding");
            WriteAdded(json, vocabulary.Added);
            json.WritePropertyName("normalizer");
            WriteNormalizer(json, root.Find("normalizer"), overrides);
            json.WritePropertyName("pre_tokenizer");
            WritePreTokenizer(json, root.Find("pre_tokenizer"), overrides);
            json.WriteNull("post_processor");
            json.WriteNull("decoder");
            json.WritePropertyName("model");
            WriteModel(json, root.Need("model"));
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    static void WriteAdded(Utf8JsonWriter json, IReadOnlyList<AddedToken> tokens)
    {
        json.WriteStartArray("added_tokens");
        foreach (var token in tokens)
        {
            json.WriteStartObject();
            json.WriteNumber("id", token.Id);
            json.WriteString("content", token.Content);
            json.WriteBoolean("single_word", token.SingleWord);
            json.WriteBoolean("lstrip", token.StripsLeft);
            json.WriteBoolean("rstrip", token.StripsRight);
            json.WriteBoolean("normalized", token.Normalized);
            json.WriteBoolean("special", false); // matters to decoding alone
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteNormalizer(Utf8JsonWriter json, JsonPart? normalizer, TokenizerConfiguration overrides)
    {
        if (normalizer is not { } section)
        {
            json.WriteNullValue();
            return;
        }

        RequireTypes(section, Normalizers, "normalizers");
        if (section.Token("type") != "BertNormalizer")
        {
            section.Element.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", "BertNormalizer");
        json.WriteBoolean("clean_text", section.Flag("clean_text") ?? true);
        json.WriteBoolean("handle_chinese_chars", overrides.SpaceCjk ?? section.Flag("handle_chinese_chars") ?? true);
        if ((overrides.SaysStripAccents ? overrides.StripAccents : section.Flag("strip_accents")) is { } strips)
        {
            json.WriteBoolean("strip_accents", strips);
        }
        else
        {
            json.WriteNull("strip_accents");
        }

        json.WriteBoolean("lowercase", overrides.LowerCase ?? section.Flag("lowercase") ?? true);
        json.WriteEndObject();
    }

    static void WritePreTokenizer(Utf8JsonWriter json, JsonPart? preTokenizer, TokenizerConfiguration overrides)
    {
        if (preTokenizer is not { } section)
        {
            json.WriteNullValue();
            return;
        }

        RequireTypes(section, PreTokenizers, "pretokenizers");
        if (section.Token("type") != "ByteLevel")
        {
            section.Element.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", overrides.AddPrefixSpace ?? section.Flag("add_prefix_space") ?? true);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", section.Flag("use_regex") ?? true);
        json.WriteEndObject();
    }

    // A section, and in a sequence each of its parts.
    static void RequireTypes(JsonPart section, string[] types, string partsName)
    {
        var type = section.Need("type");
        if (!types.Contains(type.Text()))
        {
            throw type.Refuse($"one of {string.Join(", ", types)}");
        }

        if (type.Text() == "Sequence")
        {
            foreach (var part in section.Need(partsName).Items())
            {
                RequireTypes(part, types, partsName);
            }
        }
        else if (type.Text() == "Precompiled")
        {
            CharacterMap.Check(section.Need("precompiled_charsmap"));
        }
    }

    static void WriteModel(Utf8JsonWriter json, JsonPart model)
    {
        // Older files do not name the model's type.
        var type = model.Token("type") ?? (model.Has("merges") ? "BPE" : model.Need("vocab").IsArray ? "Unigram" : "WordPiece");
        if (!Models.Contains(type))
        {
            throw model.Need("type").Refuse($"one of {string.Join(", ", Models)}");
        }

        if (model.Find("dropout") is { } dropout && dropout.Element.GetRawText() is not ("0" or "0.0"))
        {
            throw dropout.Refuse("null: pieces must not be drawn by chance");
        }

        json.WriteStartObject();
        json.WriteString("type", type);
        foreach (var (name, value) in model.Members().Where(member => member.Name is not ("type" or "dropout")))
        {
            json.WritePropertyName(name);
            value.Element.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
