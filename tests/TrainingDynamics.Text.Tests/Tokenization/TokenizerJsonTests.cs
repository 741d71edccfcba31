using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Text.Tests.Tokenization;

public sealed class TokenizerJsonTests : IDisposable
{
    internal static readonly string[] Pieces =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "A", "b", "##b", "é", "e", "中", "文", "##文", "<", ">", "[", "]", "mask", "new"];

    internal static readonly JsonObject BytePieces = new(
        new[] { "<s>", "<pad>", "</s>", "<unk>", "<mask>", "a", "b", "Ġ", "ab", "Ġa" }
            .Index().Select(entry => KeyValuePair.Create(entry.Item, (JsonNode?)entry.Index)));

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bert")]
    [InlineData("distilbert")]
    [InlineData("electra")]
    [SharedData("bert-2l-64h")]
    [SharedData("bert-old-names")]
    [SharedData("distilbert-2l-64h")]
    public void A_vocabulary_gives_the_golden_ids_in_this_form_too(string model)
    {
        var tokenizer = Load(TokenizerJsonFile.WordPieceOf(GoldenEncoding.Folder(model)));
        var (maxLength, encodings) = GoldenEncoding.Load(model);
        foreach (var golden in encodings)
        {
            var ids = new List<int>();
            var encoded = tokenizer.Encode(golden.Text, golden.TextPair, maxLength, ids);

            Assert.Equal(golden.Ids, ids);
            if (golden.TypeIds is not null)
            {
                Assert.Equal(golden.TypeIds, ids.Select((_, t) => t < encoded.PairStart ? 0 : 1));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Byte_pairs_give_the_golden_ids(bool mergesAsPairs)
    {
        var file = TokenizerJsonFile.BytePairOf(GoldenEncoding.Folder("roberta"));
        var tokenizer = Load(mergesAsPairs ? file.WithMergesAsPairs() : file);
        var (maxLength, encodings) = GoldenEncoding.Load("roberta");
        foreach (var golden in encodings)
        {
            var ids = new List<int>();
            var encoded = tokenizer.Encode(golden.Text, golden.TextPair, maxLength, ids);

            // The golden tokenizer took "</s>" and "<mask>" of a text for text; this file names them as added tokens.
            if (golden.Text.Contains("<mask>", StringComparison.Ordinal))
            {
                Assert.Equal([2, (int)file["model"]!["vocab"]!["<mask>"]!, 2], ids.TakeLast(3));
            }
            else
            {
                Assert.Equal(golden.Ids, ids);
            }

            Assert.Equal((ids.Count, ids.Count), (encoded.Length, encoded.PairStart));
        }

        Assert.Equal(1, tokenizer.PaddingId);
    }

    [Theory]
    [InlineData("bert", "roberta", "demo")]
    [SharedData("bert-2l-64h", "roberta-2l-32h", "glue")]
    public void Ids_are_those_of_the_vocabulary_files_on_sentences(string wordPiece, string bytePair, string sentences)
    {
        string bert = GoldenEncoding.Folder(wordPiece), roberta = GoldenEncoding.Folder(bytePair);
        (ITokenizer Json, ITokenizer Files)[] pairs =
        [
            (Load(TokenizerJsonFile.WordPieceOf(bert)), TokenizerFolder.Load(bert)),
            (Load(TokenizerJsonFile.BytePairOf(roberta)), TokenizerFolder.Load(roberta)),
        ];
        List<int> fromJson = [], fromFiles = [];
        // Every tenth: the tests of the tokenizers themselves take all.
        foreach (var example in Sentences.Named(sentences).Where((_, i) => i % 10 == 0))
        {
            foreach (var (json, files) in pairs)
            {
                fromJson.Clear();
                fromFiles.Clear();
                Assert.Equal(
                    files.Encode(example.Text, example.TextPair, 40, fromFiles), json.Encode(example.Text, example.TextPair, 40, fromJson));
                Assert.Equal(fromFiles, fromJson);
            }
        }
    }

    // The library's tables of characters are of an older Unicode: it keeps what no table has, and the private ones of the upper
    // planes, which the other way drops as Hugging Face's slow tokenizer does.
    [Fact]
    public void Ids_are_those_of_the_vocabulary_file_on_any_text_of_known_characters()
    {
        var folder = GoldenEncoding.Folder("bert");
        ITokenizer json = Load(TokenizerJsonFile.WordPieceOf(folder)), file = TokenizerFolder.Load(folder);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(60),
            Prop.ForAll(TrickyText.Arbitrary, text =>
            {
                if (text.EnumerateRunes().Any(rune => !IsInBothTables(rune)))
                {
                    return;
                }

                List<int> fromJson = [], fromFile = [];
                Assert.Equal(file.Encode(text, "b", 60, fromFile), json.Encode(text, "b", 60, fromJson));
                Assert.Equal(fromFile, fromJson);
            }));
    }

    // Marks and punctuation that Unicode added after the library's tables (U+1ABF is one) lie outside of these old blocks.
    static bool IsInBothTables(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse => false,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.Format or UnicodeCategory.OtherPunctuation or UnicodeCategory.DashPunctuation
            or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.ConnectorPunctuation =>
            rune.Value is <= 0x36F or (>= 0x2000 and <= 0x204F) or (>= 0x3000 and <= 0x303F) or (>= 0xFE00 and <= 0xFFEF),
        _ => true,
    };

    [Theory]
    [InlineData("{}", "a e 中 文")]
    [InlineData("""{"lowercase": false}""", "A é 中 文")]
    [InlineData("""{"strip_accents": false}""", "a é 中 文")]
    [InlineData("""{"handle_chinese_chars": false}""", "a e 中 ##文")]
    public void The_normalizers_switches_count(string switches, string pieces)
    {
        var file = TokenizerJsonFile.WordPiece(Pieces);
        foreach (var (name, value) in TokenizerJsonFile.Json(switches).AsObject())
        {
            file["normalizer"]![name] = value?.DeepClone();
        }

        Assert.Equal(pieces, Spell(Load(file), "A é 中文", Pieces));
    }

    [Theory]
    [InlineData("""{"do_lower_case": false}""", "A é 中 文")]
    [InlineData("""{"do_lower_case": false, "strip_accents": true}""", "A e 中 文")]
    [InlineData("""{"tokenize_chinese_chars": false}""", "a é 中 ##文")]
    [InlineData("""{"strip_accents": null}""", "a e 中 文")]
    [InlineData("""{"do_lower_case": false, "tokenizer_class": "BertTokenizer"}""", "A é 中 文")]
    [InlineData("""{"do_lower_case": false, "tokenizer_class": "PreTrainedTokenizerFast"}""", "a é 中 文")]
    public void The_configuration_overrides_them(string configuration, string pieces)
    {
        var file = TokenizerJsonFile.WordPiece(Pieces);
        file["normalizer"]!["strip_accents"] = false;

        Assert.Equal(pieces, Spell(Load(file, configuration), "A é 中文", Pieces));
    }

    [Fact]
    public void The_configuration_still_limits_the_length()
    {
        Assert.Equal(128, Load(TokenizerJsonFile.WordPiece(Pieces), """{"model_max_length": 128}""").ModelMaxLength);
    }

    [Theory]
    [InlineData("a[MASK] b", "a [MASK] b")]
    [InlineData("[mask]", "[ mask ]")]
    [InlineData("[MA\u200BSK]", "[ mask ]")]
    [InlineData("a new b NÉW", "a 20 b 20")]
    [InlineData("anew", "[UNK]")]
    [InlineData("a  <x> b", "a 21 b")]
    public void Added_tokens_are_found_as_their_flags_say(string text, string pieces)
    {
        var file = TokenizerJsonFile.WordPiece(Pieces);
        file["added_tokens"]!.AsArray().Add(TokenizerJsonFile.Added("Néw", 20, normalized: true, singleWord: true));
        file["added_tokens"]!.AsArray().Add(TokenizerJsonFile.Added("<x>", 21, strips: true));
        var tokenizer = Load(file);

        Assert.Equal(pieces, Spell(tokenizer, text, Pieces));
        Assert.Equal(22, tokenizer.VocabularySize);
    }

    [Fact]
    public void A_token_that_only_the_configuration_adds_is_found_too()
    {
        const string Configuration = """{"added_tokens_decoder": {"4": {"content": "[MASK]"}, "ID": {"content": "<x>", "lstrip": true} } }""";
        var tokenizer = Load(TokenizerJsonFile.WordPiece(Pieces), Configuration.Replace("ID", "20", StringComparison.Ordinal));
        Assert.Equal("a 20 b", Spell(tokenizer, "a <x>b", Pieces));
        Assert.Equal(21, tokenizer.VocabularySize);

        var error = Assert.Throws<VocabularyFormatException>(
            () => Load(TokenizerJsonFile.WordPiece(Pieces), Configuration.Replace("ID", "21", StringComparison.Ordinal)));
        Assert.Equal(
            $"{_folder["tokenizer_config.json"]}: added_tokens_decoder.21: found an object, expected 20, which Hugging Face's library gives '<x>'; get the file again",
            error.Message);
    }

    [Theory]
    [InlineData(false, null, "a b", "a Ġ b")]
    [InlineData(true, null, "a b", "Ġa Ġ b")]
    [InlineData(true, null, "\ta", "Ġ a")]
    [InlineData(true, null, "ab<mask>ab", "Ġa b <mask> Ġa b")]
    [InlineData(true, """{"add_prefix_space": false}""", "a b", "a Ġ b")]
    [InlineData(false, """{"add_prefix_space": true}""", "ab <mask>", "Ġa b <mask>")]
    [InlineData(false, """{"add_prefix_space": true, "tokenizer_class": "PreTrainedTokenizerFast"}""", "ab", "ab")]
    public void A_space_goes_before_every_stretch_of_text_when_asked(bool add, string? configuration, string text, string pieces)
    {
        var file = TokenizerJsonFile.BytePair(BytePieces, ["Ġ a", "a b"]);
        file["pre_tokenizer"]!["add_prefix_space"] = add;
        var tokenizer = Load(file, configuration);

        Assert.Equal(pieces, Spell(tokenizer, text, [.. BytePieces.Select(piece => piece.Key)]));
    }

    [Fact]
    public void Pairs_merge_across_words_where_the_regular_expression_is_off()
    {
        var vocabulary = (JsonObject)BytePieces.DeepClone();
        vocabulary["bĠ"] = 10;
        var file = TokenizerJsonFile.BytePair(vocabulary, ["b Ġ"]);
        Assert.Equal("a b Ġ a", Spell(Load(file), "ab a", [.. vocabulary.Select(piece => piece.Key)]));

        file["pre_tokenizer"]!["use_regex"] = false;
        Assert.Equal("a bĠ a", Spell(Load(file), "ab a", [.. vocabulary.Select(piece => piece.Key)]));
    }

    [Fact]
    public void A_model_that_does_not_name_its_type_is_known_by_its_parts()
    {
        var wordPiece = TokenizerJsonFile.WordPiece(Pieces);
        wordPiece["model"]!.AsObject().Remove("type");
        Assert.Equal("b ##b", Spell(Load(wordPiece), "bb", Pieces));

        var bytePair = TokenizerJsonFile.BytePair(BytePieces, ["a b"]);
        bytePair["model"]!.AsObject().Remove("type");
        Assert.Equal("ab", Spell(Load(bytePair), "ab", [.. BytePieces.Select(piece => piece.Key)]));

        var unigram = TokenizerJsonFile.WordPiece(Pieces);
        unigram["model"] = TokenizerJsonFile.Json("""{"unk_id": 1, "vocab": [["[PAD]", 0], ["[UNK]", 0], ["[CLS]", 0], ["[SEP]", 0], ["[MASK]", 0], ["a", -1], ["ab", -1.5], ["b", -1]]}""");
        Assert.Equal("6 5", Spell(Load(unigram), "aba", []));
    }

    [Theory]
    [InlineData(false, null, 20)]
    [InlineData(true, null, 0)]
    [InlineData(false, """{"pad_token": "b"}""", 7)]
    public void Batches_are_filled_with_the_token_that_is_named_or_usual(bool isBerts, string? configuration, int id)
    {
        var file = TokenizerJsonFile.WordPiece([.. Pieces, .. isBerts ? Array.Empty<string>() : ["<pad>"]]);
        if (!isBerts)
        {
            file["added_tokens"]!.AsArray().Add(TokenizerJsonFile.Added("<pad>", 20));
        }

        Assert.Equal(id, Load(file, configuration).PaddingId);
    }

    [Fact]
    public void Without_a_usual_token_and_a_name_there_is_no_padding()
    {
        var file = TokenizerJsonFile.WordPiece(["[NONE]", .. Pieces[1..]]);
        Assert.Null(Load(file).PaddingId);
        var error = Assert.Throws<VocabularyFormatException>(() => Load(file, """{"pad_token": "<none>"}"""));
        Assert.Equal(
            $"{_folder["tokenizer.json"]}: found no token <none>, expected the one that tokenizer_config.json names as pad_token; name another there",
            error.Message);
    }

    [Theory]
    [InlineData(null, null, "2 5 7 3")]
    [InlineData("""{"truncation_side": "right"}""", "Left", "2 5 7 3")]
    [InlineData("""{"truncation_side": "left"}""", null, "2 7 6 3")]
    [InlineData(null, "Left", "2 7 6 3")]
    public void The_side_that_is_cut_is_the_one_that_is_named(string? configuration, string? direction, string expected)
    {
        var file = Cased();
        if (direction is not null)
        {
            file["truncation"]!["direction"] = direction;
        }

        var ids = new List<int>();
        Load(file, configuration).Encode("a b A", null, 4, ids);

        Assert.Equal(expected, string.Join(' ', ids));
    }

    [Theory]
    [InlineData("""{"tokenizer_class": "LlamaTokenizer", "bos_token": "b", "eos_token": "a"}""", "7 5", "7 5 7 6")]
    [InlineData("""{"tokenizer_class": "LlamaTokenizerFast", "bos_token": "b", "eos_token": "a", "add_eos_token": true}""", "7 5 5", "7 5 5 7 6 5")]
    [InlineData("""{"tokenizer_class": "LlamaTokenizer", "eos_token": "a", "add_bos_token": false}""", "5", "5 6")]
    [InlineData("""{"tokenizer_class": "PreTrainedTokenizerFast", "add_bos_token": false}""", "2 5 3", "2 5 3 6 3")]
    public void Llamas_class_puts_tokens_around_texts_by_its_switches(string configuration, string single, string pair)
    {
        var tokenizer = Load(Cased(), configuration);
        List<int> ofOne = [], ofTwo = [];
        tokenizer.Encode("a", null, 20, ofOne);
        tokenizer.Encode("a", "A", 20, ofTwo);

        Assert.Equal((single, pair), (string.Join(' ', ofOne), string.Join(' ', ofTwo)));
    }

    [Fact]
    public void A_lone_surrogate_counts_as_the_replacement_character()
    {
        List<int> lone = [], replaced = [];
        var tokenizer = Load(TokenizerJsonFile.WordPiece([.. Pieces, "\uFFFD"]));

        tokenizer.Encode("a\uD800b \uDC00", null, 20, lone);
        tokenizer.Encode("a\uFFFDb \uFFFD", null, 20, replaced);

        Assert.Equal(replaced, lone);
    }

    static JsonObject Cased()
    {
        var file = TokenizerJsonFile.WordPiece(Pieces);
        file["normalizer"]!["lowercase"] = false;
        file["normalizer"]!["strip_accents"] = false;
        return file;
    }

    ITokenizer Load(JsonObject file, string? configuration = null)
    {
        _folder.Write("tokenizer.json", file.ToJsonString());
        if (configuration is not null)
        {
            _folder.Write("tokenizer_config.json", configuration);
        }

        return TokenizerFolder.Load(_folder.Path);
    }

    // Special tokens around the text left out; ids beyond the pieces as numbers.
    static string Spell(ITokenizer tokenizer, string text, string[] pieces)
    {
        var ids = new List<int>();
        tokenizer.Encode(text, null, 100, ids);
        return string.Join(' ', ids[1..^1].Select(id => id < pieces.Length ? pieces[id] : id.ToString(null, null)));
    }
}
