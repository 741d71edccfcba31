using FsCheck.Xunit;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Text.Tests.Tokenization;

public sealed class WordPieceNormalizerTests
{
    static readonly WordPieceNormalizer Uncased = new(new WordPieceOptions());
    static readonly WordPieceNormalizer Cased = new(new WordPieceOptions { LowerCase = false });

    [Theory]
    [InlineData("Don't  STOP", "don ' t stop ")]
    [InlineData("a\tb\r\nc", "a b c ")]
    [InlineData("zero\u200Bwidth\u00A0space", "zerowidth space ")]
    [InlineData("line\u2028separator", "line separator ")]
    [InlineData("Ångström", "angstrom ")]
    [InlineData("\u212A", "k ")]
    [InlineData("ΣΑΣ", "σασ ")]
    [InlineData("a_b$c", "a _ b $ c ")]
    [InlineData("x\u0000\u0007\uFFFDy", "xy ")]
    [InlineData("中a", "中 a ")]
    [InlineData("\u1FEF\u037E", "` ; ")]
    [InlineData("\uD800a\uDC00", "a ")]
    public void Text_becomes_words_as_in_hugging_faces_basic_tokenizer(string text, string words)
    {
        Assert.Equal(words, Uncased.Normalize(text));
    }

    [Property(MaxTest = 1000)]
    public void Shortcut_for_plain_text_agrees_with_the_way_for_every_text(byte[] bytes)
    {
        string text = new([.. bytes.Select(b => (char)(b % 128))]);

        Assert.Equal(Uncased.NormalizeAny(text), Uncased.Normalize(text));
        Assert.Equal(Cased.NormalizeAny(text), Cased.Normalize(text));
    }

    [Fact]
    public void Shortcut_agrees_on_words_around_the_length_limit()
    {
        foreach (var length in new[] { 99, 100, 101, 250 })
        {
            var text = $"a {new string('W', length)}.{new string('v', length)}";
            Assert.Equal(Uncased.NormalizeAny(text), Uncased.Normalize(text));
        }
    }
}
