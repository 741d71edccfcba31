using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace TrainingDynamics.Text.Tests.Tokenization;

/// <summary>Texts of what tokenizers stumble over: all scripts, white space of all kinds, emoji, marks, digits beyond U+FFFF.</summary>
static class TrickyText
{
    static readonly string[] Snippets =
    [
        "a", "e", "h", "i", "n", "o", "r", "t", "word", "The", "s", " ", "  ", "\t", "\n", "\r\n", "\u0085", "\u00A0", "\u2003", "\u2028", "\u3000", "'", "'s", "'ll", "'S", "’s", "1", "12",
        "½", "Ⅷ", "²", "𝟏", "𝐀", "𠀀", "中", "한국", "हिन्दी", "שלום", "عربى", "é", "e\u0301", "ﬁ", "İ", "ß", "😀", "👍🏽", "👩‍👧", "🇩🇪", "\0", "\u0007",
        "\u200B", "\u200F", "\uFEFF", "\uFFFD", "\uE000", "!", "...", "--", "_", "$", "+", "`", "<s>", "</s>", "<mask>", "[MASK]", "http://x.y/?q=1",
    ];

    static readonly Gen<string> AnyRune = Gen.Choose(0, 0x10FFFF)
        .Where(Rune.IsValid).Select(code => new Rune(code).ToString());

    /// <summary>Valid UTF-16; shrinks to nothing.</summary>
    public static Arbitrary<string> Arbitrary { get; } = Gen.OneOf(Gen.Elements(Snippets), Gen.Elements(Snippets), AnyRune)
        .ListOf().Select(string.Concat).ToArbitrary();
}
