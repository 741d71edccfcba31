namespace TrainingDynamics.Data;

/// <summary>
/// Detects how a file separates and quotes its fields where its name does not tell: pandas writes quoted fields with tabs, spreadsheets in many
/// countries write semicolons.
/// </summary>
static class DelimitedForm
{
    static readonly char[] AfterCommas = [';', '\t', '|'];
    static readonly char[] AfterTabs = [',', ';'];

    /// <summary>
    /// Reads the file as its name and the user say. If that gives no table or only one column, and exactly one other form gives a table, reads it
    /// in that form and sets a note.
    /// </summary>
    /// <exception cref="DatasetFormatException">It is malformed in every form; the message names the option that may help.</exception>
    public static DataTable Read(DataBytes bytes, TableFormat byName, TableForm form)
    {
        var format = form.Quoting switch
        {
            Quoting.None => TableFormat.Tsv,
            Quoting.Csv => TableFormat.Csv,
            _ => byName,
        };
        var first = Layout(format, form.Delimiter ?? (byName == TableFormat.Csv ? ',' : '\t'));
        var (table, error) = TryRead(bytes, first);
        if (table is { Columns.Count: > 1 })
        {
            return form.Quoting is null && !first.Quotes && QuotedToo(bytes, first, table) is { } quoted ? Noted(quoted, first) : table;
        }

        DataTable[] others = [.. Others(first, form).Select(other => TryRead(bytes, other).Table).OfType<DataTable>().Where(other => other.Columns.Count > 1)];
        return others.Length == 1 ? Noted(others[0], first) : table ?? throw Hinted(error!, bytes, first, form);
    }

    static IEnumerable<DelimitedLayout> Others(DelimitedLayout first, TableForm form)
    {
        if (form.Quoting is null && !first.Quotes)
        {
            yield return Layout(TableFormat.Csv, first.Separator);
        }

        if (form.Delimiter is not null)
        {
            yield break;
        }

        foreach (var delimiter in first.Separator == ',' ? AfterCommas : AfterTabs)
        {
            yield return Layout(form.Quoting == Quoting.None ? TableFormat.Tsv : TableFormat.Csv, delimiter);
        }
    }

    // The format's usual delimiter is not recorded, so that what is written of such files stays as it was.
    static DelimitedLayout Layout(TableFormat format, char delimiter) =>
        new(format, [], Delimiter: delimiter == (format == TableFormat.Csv ? ',' : '\t') ? null : delimiter);

    static (DataTable? Table, DatasetFormatException? Error) TryRead(DataBytes bytes, DelimitedLayout layout)
    {
        try
        {
            return (DelimitedFile.Read(bytes, layout), null);
        }
        catch (DatasetFormatException error)
        {
            return (null, error);
        }
    }

    /// <summary>
    /// The table with unquoted fields, if its writer quoted them: every field that begins with a quotation mark is quoted whole within its line,
    /// and the header is quoted, or a quotation mark inside is doubled, or a column is quoted in every row. Null where quotation marks are ordinary
    /// characters.
    /// </summary>
    static DataTable? QuotedToo(DataBytes bytes, DelimitedLayout layout, DataTable plain)
    {
        if (bytes.All.IndexOf([(byte)layout.Separator, (byte)'"']) < 0 && bytes.All.IndexOf("\n\""u8) < 0 && !plain.Columns[0].StartsWith('"'))
        {
            return null;
        }

        var quoted = TryRead(bytes, layout with { Format = TableFormat.Csv, Delimiter = layout.Separator }).Table;
        if (quoted is null || quoted.RowCount != plain.RowCount || quoted.Columns.Count != plain.Columns.Count)
        {
            return null;
        }

        var isHeaderQuoted = plain.Columns.Any(name => name.StartsWith('"'));
        var inColumn = new int[plain.Columns.Count];
        var isDoubled = false;
        for (var row = 0; row < plain.RowCount; row++)
        {
            for (var column = 0; column < inColumn.Length; column++)
            {
                var field = plain.WrittenAt(plain[row], column);
                if (field.StartsWith('"'))
                {
                    inColumn[column]++;
                    isDoubled |= field.AsSpan(1, field.Length - 2).Contains("\"\"", StringComparison.Ordinal);
                }
            }
        }

        return isHeaderQuoted || isDoubled || (plain.RowCount > 1 && inColumn.Contains(plain.RowCount)) ? quoted : null;
    }

    static DataTable Noted(DataTable table, DelimitedLayout first)
    {
        var delimiter = table.Layout.Delimiter ?? (table.Layout.Format == TableFormat.Csv ? ',' : '\t');
        var name = delimiter switch
        {
            '\t' => "tabs",
            ',' => "commas",
            ';' => "semicolons",
            _ => $"'{delimiter}'",
        };
        table.Note = delimiter == first.Separator
            ? $"{table.Path}: fields are quoted, read as CSV with {name}"
            : $"{table.Path}: fields are separated by {name}, read as CSV with {name}";
        return table;
    }

    static DatasetFormatException Hinted(DatasetFormatException error, DataBytes bytes, DelimitedLayout layout, TableForm form)
    {
        var hasQuotes = bytes.All.IndexOf([(byte)layout.Separator, (byte)'"']) >= 0 || bytes.All.IndexOf("\n\""u8) >= 0 || bytes.All.StartsWith("\""u8);
        var end = bytes.All.IndexOf((byte)'\n');
        var header = end < 0 ? bytes.All : bytes.All[..end];
        var hint = hasQuotes && form.Quoting is null
                ? layout.Quotes ? "; if quotation marks are characters like any other, pass --quoting none" : "; if the file quotes its fields, pass --quoting csv"
            : form.Delimiter is null && header.IndexOfAny((byte)';', (byte)'|', layout.Quotes ? (byte)'\t' : (byte)',') >= 0
                ? "; if another character separates its fields, pass --delimiter"
            : "";
        return hint.Length == 0 ? error : new DatasetFormatException(error.Path, error.Line, error.Problem + hint, error);
    }
}
