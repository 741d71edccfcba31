using System.Text;

namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>Breaks text into lines by the columns that its runes take, at spaces where possible.</summary>
public static class Wrapping
{
    /// <summary>
    /// Lines no wider than <paramref name="width"/>, which is at least 2; control characters count as spaces, runs of spaces as one, and runes
    /// without a width are skipped, as a cell holds one rune. Empty for blank text. The last of <paramref name="most"/> lines ends in an ellipsis
    /// where there were more.
    /// </summary>
    public static IReadOnlyList<string> Lines(string text, int width, int most = int.MaxValue)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        var used = 0;
        foreach (var (word, columns) in Words(text))
        {
            if (used > 0 && used + 1 + columns > width)
            {
                Flush();
            }

            if (lines.Count > most)
            {
                break;
            }

            if (used > 0)
            {
                line.Append(' ');
                used++;
            }

            foreach (var rune in word)
            {
                var wide = Columns.Of(rune);
                if (used + wide > width)
                {
                    Flush();
                }

                line.Append(rune.ToString());
                used += wide;
            }
        }

        Flush();
        if (lines.Count > most)
        {
            lines.RemoveRange(most, lines.Count - most);
            lines[^1] += "…";
        }

        return lines;

        void Flush()
        {
            if (used > 0)
            {
                lines.Add(line.ToString());
            }

            line.Clear();
            used = 0;
        }
    }

    static IEnumerable<(List<Rune> Runes, int Columns)> Words(string text)
    {
        var (word, columns) = (new List<Rune>(), 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune))
            {
                if (word.Count > 0)
                {
                    yield return (word, columns);
                }

                (word, columns) = ([], 0);
            }
            else if (Columns.Of(rune) is > 0 and var wide)
            {
                word.Add(rune);
                columns += wide;
            }
        }

        if (word.Count > 0)
        {
            yield return (word, columns);
        }
    }
}
