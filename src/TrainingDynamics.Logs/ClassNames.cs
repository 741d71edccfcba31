using System.Globalization;
using System.Text;
using static System.FormattableString;

namespace TrainingDynamics.Logs;

/// <summary>The names of a data set's classes for people's eyes; files and programs get them as they are.</summary>
public static class ClassNames
{
    // Letters and signs that most fonts draw like one of ASCII, each above the one that it looks like.
    const string Others = "аеорсухіјѕһԁԛԝАВЕКМНОРСТХУІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρυαօ‐‑‒–—−’‘ʼ“”";
    const string Ascii = "aeopcyxijshdqwABEKMHOPCTXYIJSABEZHIKMNOPTYXovpuao------'''\"\"";

    /// <summary>
    /// The names, all of them in quotes where one begins or ends with a blank, is empty, or looks like another one. Of those
    /// that look alike the characters that are not what they seem stand as <c>\u0430</c>.
    /// </summary>
    /// <param name="names">[C], all different.</param>
    /// <returns>[C], all different to the eye; <paramref name="names"/> where nothing of this is so.</returns>
    public static IReadOnlyList<string> Shown(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var looks = names.CountBy(Look).ToDictionary();
        return names.All(name => looks[Look(name)] == 1 && name.Length > 0 && name.Trim().Length == name.Length)
            ? names
            : [.. names.Select(name => $"'{(looks[Look(name)] == 1 ? name : Spelt(name))}'")];
    }

    // Equal for texts that cannot be told apart by looking at them.
    static string Look(string name)
    {
        var look = new StringBuilder(name.Length);
        // By way of the runes, for half a surrogate pair cannot be normalized.
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
        // One letter may be written as two characters, and the two then look like the one.
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
