using System.Globalization;

namespace TrainingDynamics.Data;

/// <summary>Turns the rows of a file into examples.</summary>
static class DatasetReader
{
    /// <summary>Reads one split, or throws <see cref="DatasetFormatException"/> with the place at fault.</summary>
    /// <param name="table">The file.</param>
    /// <param name="name">For people, e.g. <c>sst2/train</c>.</param>
    /// <param name="columns">Which of its columns make an example.</param>
    /// <param name="labels">What its labels mean.</param>
    /// <param name="isOfSplit">Whether a row belongs to the split at all; null: every row does.</param>
    /// <param name="hasLabels">Whether labels are read; without, every gold is NaN.</param>
    public static Dataset Read(
        DataTable table, string name, ExampleColumns columns, LabelRule labels, Func<DataRow, bool>? isOfSplit = null, bool hasLabels = true)
    {
        var guidColumn = table.ColumnOf(columns.Guid);
        var textColumn = Required(table, columns.Text);
        var pairColumn = columns.Pair is null ? -1 : Required(table, columns.Pair);
        var labelColumn = hasLabels ? Required(table, columns.Label) : -1;
        var examples = new List<Example>(table.Rows.Count);
        var rowOfGuid = new Dictionary<string, DataRow>(table.Rows.Count, StringComparer.Ordinal);
        var leftOut = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < table.Rows.Count; i++)
        {
            var row = table.Rows[i];
            if (isOfSplit is not null && !isOfSplit(row))
            {
                continue;
            }

            var label = hasLabels ? row.Cells[labelColumn] : default;
            var why = hasLabels ? WhyLeftOut(row, textColumn, pairColumn, label, labels) : null;
            if (why is not null)
            {
                leftOut[why] = leftOut.GetValueOrDefault(why) + 1;
                continue;
            }

            var guid = guidColumn < 0 ? i.ToString(CultureInfo.InvariantCulture) : Guid(table, row, guidColumn);
            if (!rowOfGuid.TryAdd(guid, row))
            {
                throw table.Error(
                    row,
                    $"found the guid '{guid}' a second time (first on {table.PlaceOf(rowOfGuid[guid])}), expected every guid once; "
                    + "give each row its own id"
                    + (labels.SkipsUnlabelled is null ? "" : ", or take row numbers with --guid-column none"));
            }

            if (hasLabels && labels.IsMissing(label))
            {
                throw Unlabelled(table, row, labelColumn, labels);
            }

            examples.Add(new Example(
                guid,
                Text(table, row, textColumn),
                pairColumn < 0 ? null : Text(table, row, pairColumn),
                hasLabels ? labels.GoldOf(table, row, label) : double.NaN)
            {
                Row = i,
                File = table.Paths.Count > 1 ? table.PathOf(i) : null,
                Line = table.HasLines ? row.Place : null,
            });
        }

        if (examples.Count == 0)
        {
            throw new DatasetFormatException(
                table.Path, null, $"found no row that belongs to {name}, expected at least one; check that the file is whole");
        }

        var used = guidColumn < 0 ? columns with { Guid = null } : columns;
        return new Dataset(name, labels.Names, examples, table.Path, table.Sha256, labels.IsRegression, hasLabels)
        {
            Columns = used,
            ColumnsNotUsed = [.. table.Columns.Except(used.Names)],
            Layout = table.Layout,
            FormNote = table.Note,
            RowsLeftOut = leftOut,
        };
    }

    static string? WhyLeftOut(DataRow row, int textColumn, int pairColumn, Cell label, LabelRule labels) =>
        labels.LeftOut.Contains(label.Text) ? $"labelled '{label.Text}'"
        : labels.SkipsUnlabelled == true && labels.IsMissing(label) ? "without a label"
        : labels.LeavesOutIncomplete && IsIncomplete(row, textColumn, pairColumn, label) ? "with missing fields"
        : null;

    static bool IsIncomplete(DataRow row, int textColumn, int pairColumn, Cell label) =>
        row.Cells[textColumn].Kind == CellKind.Missing
        || (pairColumn >= 0 && row.Cells[pairColumn].Kind == CellKind.Missing)
        || label.InferredKind == CellKind.Missing;

    /// <summary>All of them at once, for whoever mends one by one meets them for hours.</summary>
    static DatasetFormatException Unlabelled(DataTable table, DataRow first, int labelColumn, LabelRule labels)
    {
        var count = table.Rows.Count(row => labels.IsMissing(row.Cells[labelColumn]));
        var found = first.Cells[labelColumn].Text is { Length: > 0 } text ? $"'{text}' as the label" : "no label";
        var more = count > 1 ? string.Create(CultureInfo.InvariantCulture, $" (the first of {count:N0} such rows of {table.Rows.Count:N0})") : "";
        return table.Error(
            first,
            $"found {found}{more}, expected one in every row; "
            + (labels.SkipsUnlabelled is null ? "add the label or remove the row" : "add it, or leave such rows out with --skip-unlabelled"));
    }

    static int Required(DataTable table, string column)
    {
        var place = table.ColumnOf(column);
        return place >= 0
            ? place
            : throw new DatasetFormatException(
                table.Path,
                null,
                $"found the columns {HeaderCheck.Quote(table.Columns)}, expected one called '{column}' among them, as the training data have "
                + "it; rename the column");
    }

    static string Guid(DataTable table, DataRow row, int column) => table.GuidAt(row, column);

    static string Text(DataTable table, DataRow row, int column)
    {
        var cell = row.Cells[column];
        return cell.Kind is CellKind.Missing or CellKind.Nested
            ? throw table.Error(
                row,
                $"found {(cell.Kind == CellKind.Missing ? "no value" : cell.Text)} as {table.Columns[column]}, expected a text; "
                + "correct the row or remove it")
            : cell.Text;
    }
}
