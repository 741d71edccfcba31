using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using TrainingDynamics.Logs;
using static System.FormattableString;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>The examples that somebody marked, as a CSV table for other programs; what counts is the run's <see cref="MarkJournal"/>.</summary>
static class MarksFile
{
    const string Header = "guid,gold,text,confidence,variability,correctness\n";

    /// <summary>Where a run's marks are written.</summary>
    public static string PathOf(string run) => RunFolder.Of(run).MarkedExamplesPath;

    /// <summary>
    /// Writes one row per mark, in the order of the data: guid, gold class by name, text, confidence and variability with ten
    /// decimals, correctness in epochs. UTF-8, quoted as RFC 4180 has it. A text from anywhere is kept from doing harm: its control
    /// characters become spaces, marks that turn the direction of writing go, and one that a spreadsheet would take for a formula
    /// begins with an apostrophe. Rows of an earlier table about examples that the data lack, as a sample does, stay at its end.
    /// Returns the path.
    /// </summary>
    /// <param name="snapshot">Of the run; with data.</param>
    /// <param name="epochs">The first epochs that the metrics are of.</param>
    /// <exception cref="IOException">The file cannot be written; an older one stays.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static string Write(Snapshot snapshot, int epochs)
    {
        ArgumentNullException.ThrowIfNull(snapshot.Data);
        var path = PathOf(snapshot.Path);
        var (data, metrics) = (snapshot.Data, snapshot.Data.Metrics(epochs));
        var known = data.Guids.Select(GuidField).ToHashSet(StringComparer.Ordinal);
        var others = Rows(path).Where(row => !known.Contains(FirstField(row))).ToList();
        WholeFile.Write(path, stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            text.Write(Header);
            for (var row = 0; row < data.Count; row++)
            {
                if (snapshot.Marks.Contains(data.Guids[row]))
                {
                    text.Write($"{GuidField(data.Guids[row])},{Field(Snapshot.NameOf(data.Golds[row], snapshot.LabelNames))},{Field(snapshot.Texts.GetValueOrDefault(data.Guids[row], ""))}");
                    text.Write(Invariant($",{metrics.Confidence[row]:F10},{metrics.Variability[row]:F10},{metrics.Correctness[row]}\n"));
                }
            }

            others.ForEach(row => text.Write(row + "\n"));
        });
        return path;
    }

    /// <summary>The examples of a table that was written earlier; none where there is none, or it is another's table.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="guids">The run's; others are left out.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static ImmutableArray<ExampleGuid> Read(string run, ExampleGuid[] guids)
    {
        var rows = Rows(PathOf(run)).Select(FirstField).ToHashSet(StringComparer.Ordinal);
        return rows.Count == 0 ? [] : [.. guids.Where(guid => rows.Contains(GuidField(guid)))];
    }

    static string[] Rows(string path)
    {
        string[] lines = File.Exists(path) ? [.. RegularFile.ReadLines(path, RegularFile.MostListBytes, Encoding.UTF8)] : [];
        return lines.Length > 0 && lines[0].StartsWith("guid,", StringComparison.Ordinal) ? [.. lines.Skip(1).Where(line => line.Length > 0)] : [];
    }

    // Quoted or not, as it stands: no field has a line end within it.
    static string FirstField(string row)
    {
        var isQuoted = false;
        for (var i = 0; i < row.Length; i++)
        {
            isQuoted ^= row[i] == '"';
            if (row[i] == ',' && !isQuoted)
            {
                return row[..i];
            }
        }

        return row;
    }

    static string GuidField(ExampleGuid guid) => guid.IsInteger ? guid.ToString() : Field(guid.ToString());

    /// <summary>A text as a harmless field.</summary>
    public static string Field(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                clean.Append(' ');
            }
            else if (rune.Value is not ((>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C))
            {
                clean.Append(rune.ToString());
            }
        }

        // Spreadsheets skip spaces before the sign.
        var field = clean.ToString();
        if (field.AsSpan().TrimStart() is { Length: > 0 } begun && "=+-@＝＋－＠".Contains(begun[0], StringComparison.Ordinal))
        {
            field = "'" + field;
        }

        return field.AsSpan().IndexOfAny(",\"'") >= 0 ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
    }
}
