using System.Text;
using TrainingDynamics.Dashboard.Drawing;

namespace TrainingDynamics.Cli;

/// <summary>Texts of data and files, made safe for a terminal.</summary>
static class TerminalText
{
    const char LineEnd = '⏎';

    /// <summary>
    /// The text in one line that cannot steer the terminal, because a name or a text in somebody else's file may hold escape sequences: ⏎ for every
    /// line end, <c>\t</c> for a tab, <c>\x1b</c> for another control character, and <c>\u202e</c> for the marks that turn the direction of a text.
    /// </summary>
    public static string Of(string text)
    {
        if (!text.Any(IsEscaped))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '\r' when i + 1 < text.Length && text[i + 1] == '\n':
                    break;
                case '\r' or '\n' or '\u0085' or '\u2028' or '\u2029':
                    shown.Append(LineEnd);
                    break;
                case '\t':
                    shown.Append(@"\t");
                    break;
                default:
                    _ = IsEscaped(c) ? shown.Append(c < 0x100 ? Invariant($@"\x{(int)c:x2}") : Invariant($@"\u{(int)c:x4}")) : shown.Append(c);
                    break;
            }
        }

        return shown.ToString();
    }

    /// <summary>As much of a line as fits into the cells, with … where it is cut; wide characters count as two cells.</summary>
    /// <param name="line">A line without control characters.</param>
    /// <param name="width">At least 1; null: all of the line.</param>
    public static string Cut(string line, int? width)
    {
        if (width is not { } cells || Columns.Of(line) <= cells)
        {
            return line;
        }

        var (used, end) = (0, 0);
        foreach (var rune in line.EnumerateRunes())
        {
            used += Math.Max(0, Columns.Of(rune));
            if (used >= cells)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return line[..end] + "…";
    }

    public static IReadOnlyList<string> Labels(IReadOnlyList<string> names) => [.. ClassNames.Shown(names).Select(Of)];

    /// <summary>How many cells a line of the terminal has; null where standard output is none.</summary>
    public static int? Width() => Console.IsOutputRedirected || Console.WindowWidth < 1 ? null : Console.WindowWidth;

    static bool IsEscaped(char c) => char.IsControl(c) || c is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
