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
    public static Dataset Read(
        DataTable table, string name, ExampleColumns columns, LabelRule labels, Func<DataRow, bool>? isOfSplit = null)
    {
        int guidColumn = table.ColumnOf(columns.Guid);
        int textColumn = Required(table, columns.Text);
        int pairColumn = columns.Pair is null ? -1 : Required(table, columns.Pair);
        int labelColumn = Required(table, columns.Label);
        var examples = new List<Example>(table.Rows.Count);
        var rowOfGuid = new Dictionary<string, DataRow>(table.Rows.Count, StringComparer.Ordinal);
        var leftOut = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < table.Rows.Count; i++)
        {
            var row = table.Rows[i];
            if (isOfSplit is not null && !isOfSplit(row))
                continue;
            var label = row.Cells[labelColumn];
            string? why = labels.LeftOut.Contains(label.Text) ? $"labelled '{label.Text}'"
                : labels.LeavesOutIncomplete && IsIncomplete(row, textColumn, pairColumn, labelColumn) ? "with missing fields"
                : null;
            if (why is not null)
            {
                leftOut[why] = leftOut.GetValueOrDefault(why) + 1;
                continue;
            }

            string guid = guidColumn < 0 ? i.ToString(CultureInfo.InvariantCulture) : Guid(table, row, guidColumn);
            if (!rowOfGuid.TryAdd(guid, row))
            {
                throw table.Error(
                    row,
                    $"found the guid '{guid}' a second time (first on {table.PlaceOf(rowOfGuid[guid])}), expected every guid once; "
                    + "give each row an id of its own");
            }

            if (label.InferredKind == CellKind.Missing)
                throw table.Error(row, $"found no {columns.Label}, expected one in every row; add the label or remove the row");
            examples.Add(new Example(
                guid,
                Text(table, row, textColumn),
                pairColumn < 0 ? null : Text(table, row, pairColumn),
                labels.GoldOf(table, row, label))
            {
                Row = i,
                Line = table.HasLines ? row.Place : null,
            });
        }

        if (examples.Count == 0)
        {
            throw new DatasetFormatException(
                table.Path, null, $"found no row that belongs to {name}, expected at least one; check that the file is whole");
        }

        return new Dataset(name, labels.Names, examples, table.Path, table.Sha256, labels.IsRegression)
        {
            Columns = guidColumn < 0 ? columns with { Guid = null } : columns,
            Layout = table.Layout,
            RowsLeftOut = leftOut,
        };
    }

    static bool IsIncomplete(DataRow row, int textColumn, int pairColumn, int labelColumn) =>
        row.Cells[textColumn].Kind == CellKind.Missing
        || (pairColumn >= 0 && row.Cells[pairColumn].Kind == CellKind.Missing)
        || row.Cells[labelColumn].InferredKind == CellKind.Missing;

    static int Required(DataTable table, string column) => table.RequiredColumn(column);

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
