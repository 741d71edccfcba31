using System.Text;

namespace TrainingDynamics.Data;

/// <summary>
/// Files with one row per line and a delimiter between fields: GLUE's TSV, where a quotation mark is an ordinary character, and CSV of RFC 4180,
/// where fields with delimiters, line breaks or quotation marks (doubled) are quoted. No library at hand keeps a row's bytes or tells the line of
/// an error.
/// </summary>
static class DelimitedFile
{
    /// <summary>
    /// Reads whole files with the same columns. A byte order mark, CRLF line ends and blank lines are accepted. Errors are a row longer or shorter
    /// than the header (unless the layout is lenient), text after a closing quotation mark, and a quotation mark that is never closed.
    /// </summary>
    public static DataTable Read(IReadOnlyList<string> paths, DelimitedLayout layout) => Read(DataBytes.Read(paths), layout);

    public static DataTable Read(DataBytes bytes, DelimitedLayout layout)
    {
        var columns = layout.Header?.ToArray();
        RowPlace? header = null;
        var kept = columns is null ? [] : Kept(bytes.Paths[0], columns, layout);
        var rows = new TextRows();
        var fields = new List<CellPlace>();
        var cells = new CellPlace[kept.Length];
        for (var file = 0; file < bytes.Paths.Count; file++)
        {
            var path = bytes.Paths[file];
            var isHeader = layout.Header is null;
            var reader = new FieldReader(path, bytes.All[..bytes.EndOf(file)], bytes.StartOf(file), layout);
            while (reader.TakeRow(fields, out var row))
            {
                if (isHeader)
                {
                    isHeader = false;
                    string[] names = [.. fields.Select(field => Unquoted(bytes.All.Slice(field.Start, field.Length), layout.Format))];
                    if (columns is null)
                    {
                        (columns, header, kept) = (names, row, Kept(path, names, layout));
                        cells = new CellPlace[kept.Length];
                    }
                    else if (!names.SequenceEqual(columns))
                    {
                        throw HeaderCheck.Others(path, names, columns, bytes.Paths[0]);
                    }

                    continue;
                }

                if (!layout.IsLenient)
                {
                    HeaderCheck.Width(path, row.Line, fields.Count, columns!, layout.SeparatorName);
                }

                for (var i = 0; i < kept.Length; i++)
                {
                    cells[i] = kept[i] < fields.Count ? fields[kept[i]] : default;
                }

                rows.Add(row, cells);
            }
        }

        return columns is null || (layout.Header is not null && rows.Count == 0)
            ? throw HeaderCheck.Empty(bytes.Paths[0], layout.Required)
            : new TextTable(bytes, Array.ConvertAll(kept, place => columns[place]), rows, header, layout.Record).Checked();
    }

    public static string Unquoted(ReadOnlySpan<byte> written, TableFormat format) =>
        format == TableFormat.Csv && written.StartsWith("\""u8)
            ? Encoding.UTF8.GetString(written[1..^1]).Replace("\"\"", "\"", StringComparison.Ordinal)
            : Encoding.UTF8.GetString(written);

    // Of the columns that are kept: MNLI's parse trees are nine tenths of its file.
    static int[] Kept(string path, string[] header, DelimitedLayout layout)
    {
        if (!layout.Required.All(column => header.Contains(column)))
        {
            throw new DatasetFormatException(
                path,
                1,
                $"found {HeaderCheck.Quote(header)} as the first line, expected a header with the {layout.SeparatorName}-separated columns "
                + $"{HeaderCheck.Quote(layout.Required)}; add the header or check --task");
        }

        return layout.Required.Count == 0
            ? [.. Enumerable.Range(0, header.Length)]
            : [.. layout.Required.Select(column => Array.IndexOf(header, column))];
    }
}
