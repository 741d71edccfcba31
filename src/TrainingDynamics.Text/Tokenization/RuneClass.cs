using System.Globalization;
using System.Text;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>The classes of code points that Hugging Face's BasicTokenizer distinguishes.</summary>
static class RuneClass
{
    public static RuneKind Of(Rune rune)
    {
        if (rune.Value is ' ' or '\t' or '\n' or '\r')
        {
            return RuneKind.Space;
        }

        if (rune.Value is 0 or 0xFFFD)
        {
            return RuneKind.Dropped;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            // Line and paragraph separators survive the cleaning and then split words, which comes to the same.
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                => RuneKind.Space,
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate
                => RuneKind.Dropped,
            _ => IsCjk(rune.Value) ? RuneKind.Cjk : RuneKind.Kept,
        };
    }

    /// <summary>Unicode punctuation, and every ASCII character except letters, digits, spaces and control characters.</summary>
    public static bool IsPunctuation(Rune rune) =>
        rune.IsAscii
            ? rune.Value > ' ' && rune.Value < 0x7F && !char.IsAsciiLetterOrDigit((char)rune.Value)
            : Rune.IsPunctuation(rune);

    // The CJK Unified Ideographs blocks named by BERT's own tokenization; Hangul and kana are not among them.
    static bool IsCjk(int code) =>
        code is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF)
            or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}

/// <summary>What BERT's text cleaning does with a code point.</summary>
enum RuneKind
{
    Kept, // kept as it is
    Space, // becomes a space
    Dropped, // vanishes without splitting the word around it
    Cjk, // a Chinese character, which is a word by itself
}
