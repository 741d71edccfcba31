using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TrainingDynamics.Data;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Text.Tests.Tokenization;

public sealed class WordPieceTokenizerTests
{
    static readonly WordPieceTokenizer Small = Make("a", "b", "##b", "x", "##x", "é", "😀", "##😀", "İ", "i", ".", "##s");

    [Theory]
    [InlineData("bert", "demo", 14.7, 31)]
    [SharedData("bert-base-uncased", "sst2", 13.5, 64)]
    public void Sentences_all_encode_and_no_word_is_unknown(string vocabulary, string task, double tokensEach, int maxLength)
    {
        var tokenizer = new WordPieceTokenizer(Vocabulary.Load(GoldenEncoding.Vocabulary(vocabulary)));
        var dataset = TaskCatalog.Load(task, task == "demo" ? null : Repository.SharedPath("data", "glue")).Train;

        var encoded = EncodedDataset.Encode(dataset, tokenizer, maxLength);

        Assert.Equal(dataset.Examples.Count, encoded.Count);
        Assert.InRange(encoded.Lengths.ToArray().Sum() / (double)encoded.Count, tokensEach - 0.5, tokensEach + 0.5);
        Assert.InRange(encoded.TruncatedCount, 1, 5);
        Assert.Equal(maxLength, encoded.Lengths.ToArray().Max());
        Assert.Equal(tokenizer.Vocabulary.GetId("[CLS]"), encoded[0][0]);
        Assert.Equal(0, Enumerable.Range(0, encoded.Count).Sum(i => encoded[i].Count(tokenizer.Vocabulary.GetId("[UNK]"))));
    }

    [Theory]
    [InlineData("bert", "demo", 2, 3)]
    [SharedData("bert-base-uncased", "glue", 101, 102)]
    public void Ids_are_those_of_plain_wordpiece_on_all_sentences(string vocabulary, string sentences, int start, int end)
    {
        var path = GoldenEncoding.Vocabulary(vocabulary);
        var tokenizer = new WordPieceTokenizer(Vocabulary.Load(path));
        var oracle = new WordPieceOracle(path);
        var ids = new List<int>();
        foreach (var example in Sentences.Named(sentences))
        {
            ids.Clear();
            tokenizer.Encode(example.Text, example.TextPair, int.MaxValue, ids);
            int[] pair = example.TextPair is null ? [] : [.. oracle.Encode(example.TextPair), end];
            Assert.Equal([start, .. oracle.Encode(example.Text), end, .. pair], ids);
        }
    }

    [Fact]
    public void Pairs_are_cut_as_the_fast_tokenizers_cut_them() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(
            TrickyText.Arbitrary,
            TrickyText.Arbitrary,
            ArbMap.Default.ArbFor<byte>(),
            (first, second, limit) =>
            {
                var maxLength = 3 + (limit % 40);
                List<int> a = [.. Small.Encode(first)[1..^1]], b = [.. Small.Encode(second)[1..^1]];
                var all = a.Count + b.Count;
                FastTruncation.Cut(a, b, maxLength - 3);
                var ids = new List<int>();
                var encoded = Small.Encode(first, second, maxLength, ids);

                Assert.Equal([2, .. a, 3, .. b, 3], ids);
                Assert.Equal(new EncodedText(ids.Count, a.Count + 2, all - a.Count - b.Count), encoded);
            }));

    [Fact]
    public void A_hundred_thousand_characters_encode()
    {
        foreach (var text in new[] { new string('a', 100_000), new StringBuilder().Insert(0, "a b\0é😀", 20_000).ToString(), new string('.', 100_000) })
        {
            Assert.InRange(Small.Encode(text, 64).Length, 3, 64);
        }
    }

    [Fact]
    public void Special_tokens_of_the_map_count_before_those_of_the_configuration()
    {
        using var folder = new TemporaryFolder();
        folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n<s>\n<p>\n");
        folder.Write("tokenizer_config.json", """{"cls_token": "[CLS]", "pad_token": "<p>"}""");
        folder.Write("special_tokens_map.json", """{"cls_token": {"content": "<s>"}}""");
        var tokenizer = WordPieceTokenizer.Load(folder.Path);

        Assert.Equal([4, 3], tokenizer.Encode(""));
        Assert.Equal(5, tokenizer.PaddingId);
    }

    [Theory]
    [InlineData("do_basic_tokenize", "false", "true: texts are always split into words here")]
    [InlineData("tokenizer_class", "\"BertJapaneseTokenizer\"", "BertTokenizer; Japanese words need a dictionary")]
    public void Words_that_are_not_berts_are_refused(string name, string value, string expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n");
        var path = folder.Write("tokenizer_config.json", $"{{\"{name}\": {value}}}");

        var error = Assert.Throws<VocabularyFormatException>(() => WordPieceTokenizer.Load(folder.Path));

        Assert.Equal($"{path}: {name}: found {value}, expected {expected}", error.Message);
    }

    [Theory]
    [InlineData("a NEW b", 60)]
    [InlineData("anewb", 60)]
    public void Added_tokens_are_found_in_lower_case(string text, int id)
    {
        using var folder = new TemporaryFolder();
        folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\nb\n");
        folder.Write("added_tokens.json", """{"new": 60}""");
        var tokenizer = (WordPieceTokenizer)TokenizerFolder.Load(folder.Path);

        Assert.Equal([2, 4, id, 5, 3], tokenizer.Encode(text));
        Assert.Equal(61, tokenizer.VocabularySize);
    }

    [Fact]
    public void Word_that_pieces_cannot_spell_is_unknown_whole()
    {
        Assert.Equal("[CLS] a [UNK] b [SEP]", Tokens(Small, "a aby b"));
        Assert.Equal("[CLS] x ##x ##b [SEP]", Tokens(Small, "XXB"));
    }

    [Fact]
    public void Word_limit_counts_code_points()
    {
        string emoji(int count) => new StringBuilder().Insert(0, "😀", count).ToString();

        Assert.Equal(102, Small.Encode(emoji(100)).Length);
        Assert.Equal("[CLS] [UNK] [SEP]", Tokens(Small, emoji(101)));
        Assert.Equal(102, Small.Encode(new string('x', 100)).Length);
        Assert.Equal("[CLS] [UNK] . a [SEP]", Tokens(Small, new string('x', 101) + ".a"));
    }

    [Fact]
    public void Special_tokens_in_the_text_are_kept_only_in_their_own_spelling()
    {
        Assert.Equal("[CLS] a [MASK] b [SEP] [SEP]", Tokens(Small, "a[MASK]b[SEP]"));
        Assert.Equal("[CLS] [UNK] [UNK] [UNK] [SEP]", Tokens(Small, "[mask]"));
    }

    [Fact]
    public void Special_token_uncovered_by_the_cleaning_is_whole_when_case_is_kept()
    {
        // Hugging Face lower-cases before it cleans, so this can only happen to a cased tokenizer.
        var cased = new WordPieceTokenizer(Small.Vocabulary, new WordPieceOptions { LowerCase = false });

        Assert.Equal("[CLS] [MASK] [SEP]", Tokens(cased, "[MA\u200BSK]"));
        Assert.Equal("[CLS] [UNK] [UNK] [UNK] [SEP]", Tokens(Small, "[MA\u200BSK]"));
    }

    [Fact]
    public void Case_and_accents_follow_the_options()
    {
        var cased = new WordPieceTokenizer(Small.Vocabulary, new WordPieceOptions { LowerCase = false });
        var lowerWithAccents = new WordPieceTokenizer(Small.Vocabulary, new WordPieceOptions { StripAccents = false });

        Assert.Equal("[CLS] [UNK] é İ [SEP]", Tokens(cased, "A é İ"));
        Assert.Equal("[CLS] a é [SEP]", Tokens(lowerWithAccents, "A É"));
        Assert.Equal("[CLS] a i [SEP]", Tokens(Small, "Á İ"));
    }

    [Fact]
    public void Chinese_characters_are_words_only_when_asked()
    {
        var spaced = Make("中", "文", "##文");
        var joined = new WordPieceTokenizer(spaced.Vocabulary, new WordPieceOptions { SpaceCjk = false });

        Assert.Equal("[CLS] 中 文 [SEP]", Tokens(spaced, "中文"));
        Assert.Equal("[CLS] 中 ##文 [SEP]", Tokens(joined, "中文"));
    }

    [Fact]
    public void Truncation_takes_from_the_longer_and_on_a_tie_from_the_first()
    {
        var ids = new List<int>();

        var encoded = Small.Encode("a b x a", "b b", 7, ids);
        Assert.Equal("[CLS] a b [SEP] b b [SEP]", Spell(Small, ids));
        Assert.Equal(new EncodedText(7, 4, 2), encoded);

        ids.Clear();
        Small.Encode("a b", "b b", 6, ids);
        Assert.Equal("[CLS] a [SEP] b b [SEP]", Spell(Small, ids));
    }

    [Fact]
    public void Encoding_appends_to_what_is_there()
    {
        List<int> ids = [77];

        var encoded = Small.Encode("a", "b", 10, ids);

        Assert.Equal(77, ids[0]);
        Assert.Equal(new EncodedText(5, 3, 0), encoded);
    }

    [Fact]
    public void No_room_for_the_special_tokens_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Small.Encode("a", 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Small.Encode("a", "b", 2, []));
    }

    [Fact]
    public void Vocabulary_without_a_special_token_is_refused()
    {
        var error = Assert.Throws<VocabularyFormatException>(
            () => new WordPieceTokenizer(new Vocabulary(["[PAD]", "[UNK]", "[CLS]", "a"], "v.txt")));

        Assert.Equal(
            "v.txt: found no token '[SEP]' among 4, expected it; take the vocabulary that belongs to the model",
            error.Message);
    }

    [Fact]
    public void Saved_tokenizer_loads_again_with_the_same_options()
    {
        using var folder = new TemporaryFolder();
        var options = new WordPieceOptions { LowerCase = false, StripAccents = true, SpaceCjk = false, ModelMaxLength = 128 };

        new WordPieceTokenizer(Small.Vocabulary, options).Save(folder.Path);
        var loaded = WordPieceTokenizer.Load(folder.Path);

        Assert.Equal(options, loaded.Options);
        Assert.Equal(Small.Vocabulary.Tokens, loaded.Vocabulary.Tokens);
    }

    [Property(MaxTest = 500)]
    public void Any_string_encodes_within_the_limit(string? first, string? second, byte limit)
    {
        var maxLength = 3 + (limit % 30);
        var ids = new List<int>();

        var encoded = Small.Encode(first ?? "", second, maxLength, ids);

        Assert.InRange(encoded.Length, 2, maxLength);
        Assert.Equal(ids.Count, encoded.Length);
        Assert.All(ids, id => Assert.InRange(id, 0, Small.VocabularySize - 1));
        Assert.Equal((2, 3), (ids[0], ids[^1]));
    }

    [Property(MaxTest = 500)]
    public void Any_utf16_units_encode_even_lone_surrogates(ushort[] units)
    {
        string text = new([.. units.Select(unit => (char)unit)]);

        var ids = Small.Encode("\uD800" + text + "\uDC00", 40);

        Assert.InRange(ids.Length, 2, 40);
    }

    static WordPieceTokenizer Make(params string[] tokens) =>
        new(new Vocabulary([.. new SpecialTokens().All, .. tokens], "test"));

    static string Tokens(WordPieceTokenizer tokenizer, string text) => Spell(tokenizer, tokenizer.Encode(text));

    static string Spell(WordPieceTokenizer tokenizer, IEnumerable<int> ids) =>
        string.Join(' ', ids.Select(id => tokenizer.Vocabulary.Tokens[id]));
}

static class OneText
{
    /// <summary>The ids of one text, special tokens included.</summary>
    public static int[] Encode(this WordPieceTokenizer tokenizer, string text, int maxLength = int.MaxValue)
    {
        var ids = new List<int>();
        tokenizer.Encode(text, null, maxLength, ids);
        return [.. ids];
    }
}
