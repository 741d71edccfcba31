using System.Globalization;
using System.Text;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>The marked examples as a CSV table for other programs; the run's <see cref="MarkJournal"/> decides what is marked.</summary>
static class MarksFile
{
    const string Header = "guid,gold,text,confidence,variability,correctness\n";

    public static string PathOf(string run) => RunFolder.Of(run).MarkedExamplesPath;

    /// <summary>
    /// Writes one row per mark, in the order of the data: guid, label by name, text, confidence and variability with ten decimals, correctness in
    /// epochs. UTF-8, quoted as in RFC 4180. Texts are made harmless: control characters become spaces, marks that turn the direction of writing
    /// are dropped, and an apostrophe goes before a text that a spreadsheet would take for a formula. Rows of an earlier table about examples that
    /// the data lack, as in a sample, stay at its end. Returns the path.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; an older one stays.</exception>
    public static string Write(Snapshot snapshot, int epochs)
    {
        var path = PathOf(snapshot.Path);
        var (data, metrics) = (snapshot.Data!, snapshot.Data!.Metrics(epochs));
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
                    text.Write($"{GuidField(data.Guids[row])},{Field(Snapshot.NameOf(data.Golds[row], snapshot.LabelNames))},{Field(snapshot.TextOf(data.Guids[row]))}");
                    text.Write(Invariant($",{metrics.Confidence[row]:F10},{metrics.Variability[row]:F10},{metrics.Correctness[row]}\n"));
                }
            }

            others.ForEach(row => text.Write(row + "\n"));
        });
        return path;
    }

    /// <summary>The examples of an earlier table that the run has; none where there is no table, or the file has another form.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
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

    /// <summary>The text as a harmless field.</summary>
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
