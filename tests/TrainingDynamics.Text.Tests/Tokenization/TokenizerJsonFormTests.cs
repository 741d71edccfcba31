using System.Text.Json.Nodes;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Text.Tests.Tokenization;

/// <summary>Where a <c>tokenizer.json</c> puts special tokens, and what of it is refused.</summary>
public sealed class TokenizerJsonFormTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

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
        var file = TokenizerJsonFile.WordPiece(TokenizerJsonTests.Pieces);
        file["post_processor"] = TokenizerJsonFile.Json(processor);
        var ids = new List<int>();

        var encoded = Load(file).Encode("a", "b", 10, ids);

        Assert.Equal(expected, string.Join(' ', ids));
        Assert.Equal(pairStart, encoded.PairStart);
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
        var file = TokenizerJsonFile.WordPiece(TokenizerJsonTests.Pieces);
        file["post_processor"] = processor is null ? null : TokenizerJsonFile.Json(processor);
        var ids = new List<int>();

        var encoded = Load(file).Encode("a", "b", 10, ids);

        Assert.Equal(expected, string.Join(' ', ids));
        Assert.Equal(pairStart, encoded.PairStart);
    }

    [Theory]
    [InlineData(true, "model.type", "\"Markov\"", "one of BPE, Unigram, WordLevel, WordPiece")]
    [InlineData(true, "model.vocab.a", "2147483647", "an id, 0 or more")]
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
        var file = isWordPiece ? TokenizerJsonFile.WordPiece(TokenizerJsonTests.Pieces) : TokenizerJsonFile.BytePair(TokenizerJsonTests.BytePieces, ["a b"]);
        var names = place.Split('.');
        var parent = names[..^1].Aggregate(file, (at, name) => at[name]!.AsObject());
        parent[names[^1]] = JsonNode.Parse(value);

        var error = Assert.Throws<VocabularyFormatException>(() => Load(file));

        Assert.Equal($"{Path.Combine(_folder.Path, "tokenizer.json")}: {found ?? $"{place}: found {value}"}, expected {expected}", error.Message);
    }

    [Theory]
    [InlineData("AAAA", "its trie of -1 bytes")]
    [InlineData("CAAAAAAAAAAA", "its trie of 8 bytes")]
    [InlineData("BAAAAAD///8A", "a trie that leads beyond its end")]
    public void A_table_of_characters_that_leads_nowhere_is_refused(string table, string found)
    {
        var file = TokenizerJsonFile.WordPiece(TokenizerJsonTests.Pieces);
        file["normalizer"] = new JsonObject { ["type"] = "Precompiled", ["precompiled_charsmap"] = table };

        var error = Assert.Throws<VocabularyFormatException>(() => Load(file));

        Assert.EndsWith(
            $"tokenizer.json: normalizer.precompiled_charsmap: found {found}, expected SentencePiece's table of characters; get the file again",
            error.Message,
            StringComparison.Ordinal);
    }

    ITokenizer Load(JsonObject file)
    {
        _folder.Write("tokenizer.json", file.ToJsonString());
        return TokenizerFolder.Load(_folder.Path);
    }
}
