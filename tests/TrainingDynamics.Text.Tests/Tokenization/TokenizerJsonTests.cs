using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Text.Tests.Tokenization;

public sealed class TokenizerJsonTests : IDisposable
{
    static readonly string[] Pieces =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "A", "b", "##b", "é", "e", "中", "文", "##文", "<", ">", "[", "]", "mask", "new"];

    static readonly JsonObject BytePieces = new(
        new[] { "<s>", "<pad>", "</s>", "<unk>", "<mask>", "a", "b", "Ġ", "ab", "Ġa" }
            .Index().Select(entry => KeyValuePair.Create(entry.Item, (JsonNode?)entry.Index)));

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedTheory]
    [InlineData("bert-2l-64h")]
    [InlineData("bert-old-names")]
    [InlineData("distilbert-2l-64h")]
    public void WordPiece_gives_the_golden_ids(string model)
    {
        var tokenizer = Load(TokenizerJsonFile.WordPieceOf(GoldenEncoding.Folder(model)));
        var (maxLength, encodings) = GoldenEncoding.Load(model);
        foreach (var golden in encodings)
        {
            var ids = new List<int>();
            var encoded = tokenizer.Encode(golden.Text, golden.TextPair, maxLength, ids);

            Assert.Equal(golden.Ids, ids);
            if (golden.TypeIds is not null)
                Assert.Equal(golden.TypeIds, ids.Select((_, t) => t < encoded.PairStart ? 0 : 1));
        }
    }

    [SharedTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Byte_pairs_give_the_golden_ids(bool mergesAsPairs)
    {
        var file = TokenizerJsonFile.BytePairOf(GoldenEncoding.Folder("roberta-2l-32h"));
        var tokenizer = Load(mergesAsPairs ? file.WithMergesAsPairs() : file);
        var (maxLength, encodings) = GoldenEncoding.Load("roberta-2l-32h");
        foreach (var golden in encodings)
        {
            var ids = new List<int>();
            var encoded = tokenizer.Encode(golden.Text, golden.TextPair, maxLength, ids);

            // The golden tokenizer took "</s>" and "<mask>" of a text for text; this file names them as added tokens.
            if (golden.Text.Contains("<mask>", StringComparison.Ordinal))
                Assert.Equal([2, 4, 2], ids.TakeLast(3));
            else
                Assert.Equal(golden.Ids, ids);
            Assert.Equal((ids.Count, ids.Count), (encoded.Length, encoded.PairStart));
        }

        Assert.Equal((22622, 1), (tokenizer.VocabularySize, tokenizer.PaddingId));
    }

    [SharedFact]
    public void Ids_are_those_of_the_vocabulary_files_on_sst2_and_rte()
    {
        string bert = GoldenEncoding.Folder("bert-2l-64h"), roberta = GoldenEncoding.Folder("roberta-2l-32h");
        (ITokenizer Json, ITokenizer Files)[] pairs =
        [
            (Load(TokenizerJsonFile.WordPieceOf(bert)), TokenizerFolder.Load(bert)),
            (Load(TokenizerJsonFile.BytePairOf(roberta)), TokenizerFolder.Load(roberta)),
        ];
        List<int> fromJson = [], fromFiles = [];
        // Every tenth: the tests of the tokenizers themselves take all.
        foreach (var example in RealExamples.All().Where((_, i) => i % 10 == 0))
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
    [SharedFact]
    public void Ids_are_those_of_the_vocabulary_file_on_any_text_of_known_characters()
    {
        string folder = GoldenEncoding.Folder("bert-2l-64h");
        ITokenizer json = Load(TokenizerJsonFile.WordPieceOf(folder)), file = TokenizerFolder.Load(folder);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(60),
            Prop.ForAll(TrickyText.Arbitrary, text =>
            {
                if (text.EnumerateRunes().Any(rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse))
                    return;
                List<int> fromJson = [], fromFile = [];
                Assert.Equal(file.Encode(text, "b", 60, fromFile), json.Encode(text, "b", 60, fromJson));
                Assert.Equal(fromFile, fromJson);
            }));
    }

    [Theory]
    [InlineData("{}", "a e 中 文")]
    [InlineData("""{"lowercase": false}""", "A é 中 文")]
    [InlineData("""{"strip_accents": false}""", "a é 中 文")]
    [InlineData("""{"handle_chinese_chars": false}""", "a e 中 ##文")]
    public void The_normalizers_switches_count(string switches, string pieces)
    {
        var file = TokenizerJsonFile.WordPiece(Pieces);
        foreach (var (name, value) in TokenizerJsonFile.Json(switches).AsObject())
            file["normalizer"]![name] = value?.DeepClone();

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

    [Theory]
    [InlineData("""{"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]}""", "2 5 3 7 3", 3)]
    [InlineData("""{"type": "RobertaProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2], "trim_offsets": true, "add_prefix_space": true}""", "2 5 3 3 7 3", 6)]
    [InlineData(
        """
        {"type": "TemplateProcessing",
         "single": [{"SpecialToken": {"id": "x", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
         "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "x", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
         "special_tokens": {"x": {"id": "x", "ids": [2, 4], "tokens": ["[CLS]", "[MASK]"]}}}
        """,
        "5 2 4 7",
        4)]
    public void The_post_processor_places_the_special_tokens(string processor, string expected, int pairStart)
    {
        var file = TokenizerJsonFile.WordPiece(Pieces);
        file["post_processor"] = TokenizerJsonFile.Json(processor);
        var ids = new List<int>();

        var encoded = Load(file).Encode("a", "b", 10, ids);

        Assert.Equal(expected, string.Join(' ', ids));
        Assert.Equal(pairStart, encoded.PairStart);
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
    [InlineData(true, "model.type", "\"Markov\"", "one of BPE, Unigram, WordLevel, WordPiece")]
    [InlineData(true, "model.vocab", "3", "a JSON object", "model.vocab: found 3")]
    [InlineData(true, "model.vocab", "[3]", "a JSON array", "model.vocab[0]: found 3")]
    [InlineData(true, "normalizer.type", "\"NFX\"", "one of BertNormalizer, ByteLevel, Lowercase, NFC, NFD, NFKC, NFKD, Nmt, Precompiled, Prepend, Replace, Sequence, Strip, StripAccents")]
    [InlineData(true, "normalizer", "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": 1}]}", "a string", "normalizer.normalizers[0].type: found 1")]
    [InlineData(true, "normalizer.lowercase", "1", "true or false")]
    [InlineData(true, "normalizer", "{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"_\"}", "base64", "normalizer.precompiled_charsmap: found \"_\"")]
    [InlineData(true, "pre_tokenizer.type", "\"Words\"", "one of BertPreTokenizer, ByteLevel, CharDelimiterSplit, Digits, FixedLength, Metaspace, Punctuation, Sequence, Split, UnicodeScripts, Whitespace, WhitespaceSplit")]
    [InlineData(true, "post_processor.type", "\"Other\"", "TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel, or a Sequence with one of the first three")]
    [InlineData(true, "post_processor.pair", "[]", "the texts A and B in this order", "post_processor.pair: found an array")]
    [InlineData(true, "added_tokens", "[{\"id\": 3}]", "a value", "added_tokens[0].content: found nothing")]
    [InlineData(true, "added_tokens", "[{\"id\": 50, \"content\": \"other\"}]", "20, which Hugging Face's library gives 'other'; get the file again", "added_tokens[0].id: found 50")]
    [InlineData(true, "added_tokens", "[{\"id\": 3, \"content\": \"a\"}]", "5, which Hugging Face's library gives 'a'; get the file again", "added_tokens[0].id: found 3")]
    [InlineData(false, "model.dropout", "0.1", "null: pieces must not be drawn by chance")]
    public void What_is_not_supported_is_refused_by_name(bool isWordPiece, string place, string value, string expected, string? found = null)
    {
        var file = isWordPiece ? TokenizerJsonFile.WordPiece(Pieces) : TokenizerJsonFile.BytePair(BytePieces, ["a b"]);
        string[] names = place.Split('.');
        var parent = names.Length == 1 ? file : file[names[0]]!.AsObject();
        parent[names[^1]] = JsonNode.Parse(value);

        var error = Assert.Throws<VocabularyFormatException>(() => Load(file));

        Assert.Equal($"{Path.Combine(_folder.Path, "tokenizer.json")}: {found ?? $"{place}: found {value}"}, expected {expected}", error.Message);
    }

    [Theory]
    [InlineData(null, "5 7", 2)]
    [InlineData("""{"type": "ByteLevel", "trim_offsets": true}""", "5 7", 2)]
    [InlineData("""{"type": "Sequence", "processors": [{"type": "ByteLevel"}, {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]}]}""", "2 5 3 7 3", 3)]
    [InlineData(
        """
        {"type": "TemplateProcessing",
         "single": [{"SpecialToken": {"id": "x", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
         "pair": [{"SpecialToken": {"id": "x", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "x", "type_id": 1}}, {"Sequence": {"id": "B", "type_id": 1}}],
         "special_tokens": {"x": {"id": "x", "ids": [2], "tokens": ["[CLS]"]}}}
        """,
        "2 5 2 7",
        2)]
    public void A_post_processor_may_add_nothing_or_be_one_of_several(string? processor, string expected, int pairStart)
    {
        var file = TokenizerJsonFile.WordPiece(Pieces);
        file["post_processor"] = processor is null ? null : TokenizerJsonFile.Json(processor);
        var ids = new List<int>();

        var encoded = Load(file).Encode("a", "b", 10, ids);

        Assert.Equal(expected, string.Join(' ', ids));
        Assert.Equal(pairStart, encoded.PairStart);
    }

    [Theory]
    [InlineData(false, null, 20)]
    [InlineData(true, null, 0)]
    [InlineData(false, """{"pad_token": "b"}""", 7)]
    public void Batches_are_filled_with_the_token_that_is_named_or_usual(bool isBerts, string? configuration, int id)
    {
        var file = TokenizerJsonFile.WordPiece([.. Pieces, .. isBerts ? Array.Empty<string>() : ["<pad>"]]);
        if (!isBerts)
            file["added_tokens"]!.AsArray().Add(TokenizerJsonFile.Added("<pad>", 20));

        Assert.Equal(id, Load(file, configuration).PaddingId);
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

    [Theory]
    [InlineData("AAAA", "its trie of -1 bytes")]
    [InlineData("CAAAAAAAAAAA", "its trie of 8 bytes")]
    [InlineData("BAAAAAD///8A", "a trie that leads beyond its end")]
    public void A_table_of_characters_that_leads_nowhere_is_refused(string table, string found)
    {
        var file = TokenizerJsonFile.WordPiece(Pieces);
        file["normalizer"] = new JsonObject { ["type"] = "Precompiled", ["precompiled_charsmap"] = table };

        var error = Assert.Throws<VocabularyFormatException>(() => Load(file));

        Assert.EndsWith(
            $"tokenizer.json: normalizer.precompiled_charsmap: found {found}, expected SentencePiece's table of characters; get the file again",
            error.Message,
            StringComparison.Ordinal);
    }

    ITokenizer Load(JsonObject file, string? configuration = null)
    {
        _folder.Write("tokenizer.json", file.ToJsonString());
        if (configuration is not null)
            _folder.Write("tokenizer_config.json", configuration);
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
