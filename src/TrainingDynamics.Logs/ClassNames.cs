using static System.FormattableString;

namespace TrainingDynamics.Logs;

/// <summary>The names of a data set's classes as people are shown them; files and programs get them unchanged.</summary>
public static class ClassNames
{
    // Letters and signs that most fonts draw like an ASCII character, each above the one that it looks like.
    const string Others = "аеорсухіјѕһԁԛԝАВЕКМНОРСТХУІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρυαօ‐‑‒–—−’‘ʼ“”";
    const string Ascii = "aeopcyxijshdqwABEKMHOPCTXYIJSABEZHIKMNOPTYXovpuao------'''\"\"";

    /// <summary>
    /// The names. All get quotes if any is empty, begins or ends with a blank, or looks like another one; in names that look
    /// alike, characters that are not what they seem are spelt out as <c>\u0430</c>.
    /// </summary>
    /// <param name="names">[C], all different.</param>
    /// <returns>[C], all different to the eye; <paramref name="names"/> itself where none needs a change.</returns>
    public static IReadOnlyList<string> Shown(IReadOnlyList<string> names)
    {
        var looks = names.CountBy(Look).ToDictionary();
        return names.All(name => looks[Look(name)] == 1 && name.Length > 0 && name.Trim().Length == name.Length)
            ? names
            : [.. names.Select(name => $"'{(looks[Look(name)] == 1 ? name : Spelt(name))}'")];
    }

    // Equal for texts that cannot be told apart by looking at them.
    static string Look(string name)
    {
        var look = new StringBuilder(name.Length);
        // The runes replace half a surrogate pair, which cannot be normalized.
        foreach (var rune in string.Concat(name.EnumerateRunes()).Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                _ = look.Length > 0 && look[^1] != ' ' ? look.Append(' ') : look;
            }
            else if (!IsUnseen(rune))
            {
                _ = rune.IsBmp && Others.IndexOf((char)rune.Value) is >= 0 and var at ? look.Append(Ascii[at]) : look.Append(rune.ToString());
            }
        }

        return look.ToString().TrimEnd(' ');
    }

    static string Spelt(string name)
    {
        // Two characters may together look like one letter.
        var isWhole = name.EnumerateRunes().All(rune => rune != Rune.ReplacementChar) && name.IsNormalized(NormalizationForm.FormC);
        var spelt = new StringBuilder(name.Length + 16);
        foreach (var rune in name.EnumerateRunes())
        {
            var isItself = rune.Value == ' ' ? spelt.Length == 0 || spelt[^1] != ' ' : rune.IsAscii ? !IsUnseen(rune) : isWhole && Look(rune.ToString()) == rune.ToString();
            _ = isItself ? spelt.Append(rune.ToString())
                : rune.IsBmp ? spelt.Append(Invariant($@"\u{rune.Value:x4}"))
                : spelt.Append(Invariant($@"\u{{{rune.Value:x}}}"));
        }

        return spelt.ToString();
    }

    static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format;
}
