namespace TrainingDynamics.Data;

static class DatasetReader
{
    /// <summary>
    /// Reads one split. Labels are not read where <paramref name="hasLabels"/> is false, and every gold is then NaN; rows outside the split are
    /// those for which <paramref name="isOfSplit"/> is false.
    /// </summary>
    public static Dataset Read(
        DataTable table, string name, ExampleColumns columns, LabelRule labels, Func<DataRow, bool>? isOfSplit = null, bool hasLabels = true)
    {
        var guidColumn = table.ColumnOf(columns.Guid);
        var textColumn = Required(table, columns.Text);
        var pairColumn = columns.Pair is null ? -1 : Required(table, columns.Pair);
        var labelColumn = hasLabels ? Required(table, columns.Label) : -1;
        var examples = new List<Example>(table.RowCount);
        var rowOfGuid = new Dictionary<string, DataRow>(table.RowCount, StringComparer.Ordinal);
        var leftOut = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < table.RowCount; i++)
        {
            var row = table[i];
            if (isOfSplit is not null && !isOfSplit(row))
            {
                continue;
            }

            var label = hasLabels ? row[labelColumn] : default;
            var why = hasLabels ? WhyLeftOut(row, textColumn, pairColumn, label, labels) : null;
            if (why is not null)
            {
                leftOut[why] = leftOut.GetValueOrDefault(why) + 1;
                continue;
            }

            var guid = table.GuidAt(row, guidColumn);
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
        row[textColumn].Kind == CellKind.Missing
        || (pairColumn >= 0 && row[pairColumn].Kind == CellKind.Missing)
        || label.InferredKind == CellKind.Missing;

    /// <summary>Counts all such rows, because mending them one by one would take hours.</summary>
    static DatasetFormatException Unlabelled(DataTable table, DataRow first, int labelColumn, LabelRule labels)
    {
        var count = table.Rows.Count(row => labels.IsMissing(row[labelColumn]));
        var found = first[labelColumn].Text is { Length: > 0 } text ? $"'{text}' as the label" : "no label";
        var more = count > 1 ? Invariant($" (the first of {count:N0} such rows of {table.RowCount:N0})") : "";
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

    static string Text(DataTable table, DataRow row, int column)
    {
        var cell = row[column];
        return cell.Kind is CellKind.Missing or CellKind.Nested
            ? throw table.Error(
                row,
                $"found {(cell.Kind == CellKind.Missing ? "no value" : cell.Text)} as {table.Columns[column]}, expected a text; "
                + "correct the row or remove it")
            : cell.Text;
    }
}
