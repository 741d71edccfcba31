using System.Numerics;
using System.Text;

namespace TrainingDynamics.Data;

/// <summary>The spelling of a label.</summary>
enum LabelSpelling
{
    Name, // no number
    Plain, // a whole number in its shortest form
    Decimal, // a whole number with a decimal point, an exponent or blanks: pandas writes 1.0 as soon as a label is missing
    Code, // digits that are not the shortest form of a 64-bit number: 01, +1, and what is too large
    Fraction, // a number with a fraction, or one that is too large to say so
}

/// <summary>Tells labels of a data file apart.</summary>
static class LabelText
{
    // Beyond, float64 does not tell whole numbers apart.
    const double LargestExact = 1L << 53;

    /// <summary>Words that pandas, and with it Hugging Face's loader, reads as a missing value.</summary>
    static readonly string[] MissingWords = ["NaN", "nan", "-NaN", "-nan", "NULL", "null", "None", "NA", "N/A", "n/a", "<NA>", "#N/A", "#NA"];

    /// <summary>Whether the label is missing; <paramref name="byWords"/>: also where it is <c>NaN</c> or the like.</summary>
    public static bool IsMissing(Cell label, bool byWords) =>
        label.Kind == CellKind.Missing
        || (label.Kind == CellKind.Real && label.Text == "NaN")
        || (label.Kind != CellKind.Nested && (string.IsNullOrWhiteSpace(label.Text) || (byWords && MissingWords.Contains(label.Text.Trim()))));

    /// <summary>The spelling of a label that is not missing.</summary>
    public static LabelSpelling SpellingOf(Cell label)
    {
        var text = label.Text.Trim();
        if (label.Kind == CellKind.Text || !label.TryNumber(out var number))
        {
            return LabelSpelling.Name;
        }

        if (TryWhole(text, out var whole))
        {
            return !IsInt64(whole) || whole.ToString(CultureInfo.InvariantCulture) != text ? LabelSpelling.Code
                : text.Length == label.Text.Length && label.Kind != CellKind.Real ? LabelSpelling.Plain
                : LabelSpelling.Decimal;
        }

        return double.IsInteger(number) && Math.Abs(number) <= LargestExact ? LabelSpelling.Decimal : LabelSpelling.Fraction;
    }

    /// <summary>Whether the digits are a number too large for 64 bits.</summary>
    public static bool IsBeyondInt64(Cell label) => TryWhole(label.Text, out var whole) && !IsInt64(whole);

    /// <summary>The shortest form of a whole number; any other label unchanged.</summary>
    public static string WholeNumber(Cell label)
    {
        if (SpellingOf(label) != LabelSpelling.Decimal)
        {
            return label.Text;
        }

        var text = label.Text.Trim();
        return TryWhole(text, out _)
            ? text
            : ((long)double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Orders numbers by size, spellings of one number by their code points.</summary>
    public static int CompareNumbers(string a, string b)
    {
        var order = double.Parse(a, NumberStyles.Float, CultureInfo.InvariantCulture)
            .CompareTo(double.Parse(b, NumberStyles.Float, CultureInfo.InvariantCulture));
        if (order == 0 && TryWhole(a, out var first) && TryWhole(b, out var second))
        {
            order = first.CompareTo(second);
        }

        return order != 0 ? order : CompareCodePoints(a, b);
    }

    /// <summary>Python's order of strings; UTF-16's differs beyond the basic plane.</summary>
    public static int CompareCodePoints(string a, string b) =>
        Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));

    static bool TryWhole(string text, out BigInteger number) =>
        BigInteger.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    static bool IsInt64(BigInteger number) => number >= long.MinValue && number <= long.MaxValue;
}
