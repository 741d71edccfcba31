using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Text.Tests.Tokenization;

public sealed class BytePairTokenizerTests : IDisposable
{
    const string Golden = "roberta";
    const int Start = 0;
    const int End = 2;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Golden, 761)]
    [SharedData("roberta-2l-32h", 22_622)]
    public void Ids_are_those_of_hugging_face_on_every_golden_text(string model, int vocabularySize)
    {
        var tokenizer = BytePairTokenizer.Load(GoldenEncoding.Folder(model));
        var (maxLength, encodings) = GoldenEncoding.Load(model);
        Assert.NotEmpty(encodings);
        foreach (var golden in encodings)
        {
            var ids = new List<int>();
            var encoded = tokenizer.Encode(golden.Text, golden.TextPair, maxLength, ids);

            Assert.Equal(golden.Ids, ids);
            Assert.Equal((ids.Count, ids.Count), (encoded.Length, encoded.PairStart));
        }

        Assert.Equal(1, tokenizer.PaddingId);
        Assert.Equal(vocabularySize, tokenizer.VocabularySize);
        Assert.Null(tokenizer.ModelMaxLength);
    }

    [Theory]
    [InlineData(Golden, "demo")]
    [SharedData("roberta-2l-32h", "glue")]
    public void Ids_are_those_of_plain_byte_pair_encoding_on_all_sentences(string model, string sentences)
    {
        var tokenizer = BytePairTokenizer.Load(GoldenEncoding.Folder(model));
        var oracle = new BytePairOracle(GoldenEncoding.Folder(model));
        var ids = new List<int>();
        foreach (var example in Sentences.Named(sentences))
        {
            ids.Clear();
            tokenizer.Encode(example.Text, example.TextPair, int.MaxValue, ids);
            int[] pair = example.TextPair is null ? [] : [End, .. oracle.Encode(example.TextPair), End];
            Assert.Equal([Start, .. oracle.Encode(example.Text), End, .. pair], ids);
        }
    }

    [Fact]
    public void Ids_are_those_of_plain_byte_pair_encoding_on_any_text()
    {
        var tokenizer = BytePairTokenizer.Load(GoldenEncoding.Folder(Golden));
        var oracle = new BytePairOracle(GoldenEncoding.Folder(Golden));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(60),
            Prop.ForAll(TrickyText.Arbitrary, text => Assert.Equal([Start, .. oracle.Encode(text), End], Ids(tokenizer, text))));
    }

    [Fact]
    public void A_hundred_thousand_characters_encode()
    {
        var tokenizer = BytePairTokenizer.Load(GoldenEncoding.Folder(Golden));

        foreach (var text in new[] { new string('a', 100_000), new StringBuilder().Insert(0, "word 😀\0", 14_000).ToString() })
        {
            Assert.Equal(64, Ids(tokenizer, text, 64).Length);
        }
    }

    [Fact]
    public void Pairs_are_cut_as_the_fast_tokenizers_cut_them()
    {
        var tokenizer = BytePairTokenizer.Load(GoldenEncoding.Folder(Golden));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(
                TrickyText.Arbitrary,
                TrickyText.Arbitrary,
                ArbMap.Default.ArbFor<byte>(),
                (first, second, limit) =>
                {
                    var maxLength = 4 + (limit % 40);
                    List<int> a = [.. Ids(tokenizer, first)[1..^1]], b = [.. Ids(tokenizer, second)[1..^1]];
                    var all = a.Count + b.Count;
                    FastTruncation.Cut(a, b, maxLength - 4);
                    var ids = new List<int>();
                    var encoded = tokenizer.Encode(first, second, maxLength, ids);

                    Assert.Equal([Start, .. a, End, End, .. b, End], ids);
                    Assert.Equal(new EncodedText(ids.Count, ids.Count, all - a.Count - b.Count), encoded);
                }));
    }

    [Fact]
    public void No_room_for_the_special_tokens_is_refused()
    {
        var tokenizer = Small();

        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Encode("a", null, 1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Encode("a", "b", 3, []));
        Assert.Equal(4, tokenizer.Encode("a", "b", 4, []).Length);
    }

    [Fact]
    public void Letters_and_digits_beyond_the_basic_plane_join_their_words()
    {
        // With signs of another class between them, "a" and "b" would merge with nothing and the merge of both halves be lost.
        const string mathematicalA = "𝐀";
        var bytes = Spell(mathematicalA);
        var tokenizer = Small(["a" + bytes[0]], [$"a {bytes[0]}"], [.. bytes.Distinct().Select(c => c.ToString())]);

        var merged = Ids(tokenizer, "a" + mathematicalA)[1];

        Assert.Equal(Id("a" + bytes[0]), merged);
    }

    [Theory]
    [InlineData(false, "a", "a")]
    [InlineData(true, "a", "Ġ a")]
    [InlineData(true, " a", "Ġ a")]
    [InlineData(true, "", "")]
    public void A_space_goes_before_the_text_when_the_configuration_asks(bool add, string text, string pieces)
    {
        _folder.Write("tokenizer_config.json", $$"""{"add_prefix_space": {{(add ? "true" : "false")}}, "model_max_length": 77}""");
        var tokenizer = Small();

        Assert.Equal(pieces, string.Join(' ', Ids(tokenizer, text)[1..^1].Select(Token)));
        Assert.Equal(77, tokenizer.ModelMaxLength);
    }

    [Fact]
    public void Special_tokens_are_what_the_map_says_as_strings_or_objects()
    {
        _folder.Write("special_tokens_map.json", """{"cls_token": "a", "sep_token": {"content": "b", "lstrip": false}}""");
        _folder.Write("tokenizer_config.json", """{"cls_token": "<s>", "pad_token": "b"}""");
        var tokenizer = Small();

        Assert.Equal("a b", string.Join(' ', Ids(tokenizer, "").Select(Token)));
        Assert.Equal(Id("b"), tokenizer.PaddingId);
    }

    [Theory]
    [InlineData("a <mask> b", "a <mask> Ġ b")]
    [InlineData("<mask>", "<mask>")]
    [InlineData("a  <mask><mask>b", "a <mask> <mask> b")]
    [InlineData("a <mask", "a Ġ < m a s k")]
    public void An_added_mask_takes_the_white_space_before_it(string text, string pieces)
    {
        _folder.Write(
            "tokenizer_config.json",
            """{"added_tokens_decoder": {"4": {"content": "<mask>", "lstrip": true, "rstrip": false, "special": true}}}""");

        Assert.Equal(pieces, string.Join(' ', Ids(Small(), text)[1..^1].Select(Token)));
    }

    [Fact]
    public void A_token_with_a_role_alone_is_text_where_a_text_spells_it()
    {
        Assert.Equal("a < m a s k >", string.Join(' ', Ids(Small(), "a<mask>")[1..^1].Select(Token)));
    }

    [Fact]
    public void Added_tokens_beyond_the_vocabulary_are_found_and_counted()
    {
        _folder.Write("added_tokens.json", """{"new": 500}""");
        var tokenizer = Small();

        Assert.Equal([Id("a"), 500, Id("b")], Ids(tokenizer, "a new b")[1..^1]);
        Assert.Equal(501, tokenizer.VocabularySize);
    }

    [Theory]
    [InlineData("vocab.json", "{\"<s>\": 0", ", line 1: found text that is not JSON, expected a file of a tokenizer")]
    [InlineData("vocab.json", "{\"<s>\": \"0\"}", ": <s>: found \"0\", expected an id, 0 or more")]
    [InlineData("vocab.json", "{}", ": found an object, expected tokens with their ids")]
    [InlineData("vocab.json", "{\"a\": 0}", ": found no token '<pad>' among 1, expected it; take the vocabulary that belongs to the model")]
    [InlineData("merges.txt", "#version: 0.2\na\n", ", line 2: found 'a', expected two tokens with a space between")]
    [InlineData("special_tokens_map.json", "{\"pad_token\": []}", ": pad_token: found an array, expected a string")]
    public void Malformed_files_are_refused_with_their_place(string file, string content, string problem)
    {
        Small();
        var path = _folder.Write(file, content);

        var error = Assert.Throws<VocabularyFormatException>(() => TokenizerFolder.Load(_folder.Path));

        Assert.Equal(path + problem, error.Message);
    }

    [Fact]
    public void Merges_of_another_vocabulary_are_refused()
    {
        Small();
        _folder.Write("merges.txt", "#version: 0.2\na zz\n");

        var error = Assert.Throws<VocabularyFormatException>(() => TokenizerFolder.Load(_folder.Path));

        Assert.Contains("the merges do not fit the vocabulary", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Property(MaxTest = 300)]
    public void Any_utf16_units_encode_within_the_limit_between_the_special_tokens(ushort[] units, bool isPair, byte limit)
    {
        var text = "\uD800" + new string([.. units.Select(unit => (char)unit)]) + "\uDC00";
        var maxLength = 4 + (limit % 30);
        var ids = new List<int>();

        var encoded = Everything.Value.Encode(text, isPair ? text : null, maxLength, ids);

        Assert.InRange(encoded.Length, 2, maxLength);
        Assert.Equal(ids.Count, encoded.Length);
        Assert.Equal((Start, End), (ids[0], ids[^1]));
        Assert.Equal(isPair ? 4 : 2, ids.Count(id => id is Start or End));
    }

    // All 256 bytes and no merges.
    static readonly Lazy<BytePairTokenizer> Everything = new(() =>
    {
        using var test = new BytePairTokenizerTests();
        return test.Small([.. Enumerable.Range(0x21, 0x123).Select(code => ((char)code).ToString())]);
    });

    static int[] Ids(BytePairTokenizer tokenizer, string text, int maxLength = int.MaxValue)
    {
        var ids = new List<int>();
        tokenizer.Encode(text, null, maxLength, ids);
        return [.. ids];
    }

    string[] _tokens = [];

    string Token(int id) => _tokens[id];

    int Id(string token) => Array.IndexOf(_tokens, token);

    static string Spell(string text) =>
        string.Concat(Encoding.UTF8.GetBytes(text).Select(b => b >= 0xA1 ? (char)b : (char)(256 + 33 + b - 0x7F)));

    BytePairTokenizer Small(string[]? tokens = null, string[]? merges = null, string[]? more = null)
    {
        _tokens = [.. new[] { "<s>", "<pad>", "</s>", "<unk>", "<mask>", "a", "b", "Ġ", "<", ">", "m", "s", "k" }
            .Concat(tokens ?? []).Concat(more ?? []).Distinct()];
        _folder.Write("vocab.json", JsonSerializer.Serialize(_tokens.Index().ToDictionary(entry => entry.Item, entry => entry.Index)));
        _folder.Write("merges.txt", $"#version: 0.2\n{string.Join('\n', merges ?? [])}\n");
        return (BytePairTokenizer)TokenizerFolder.Load(_folder.Path);
    }
}
