using System.Globalization;

namespace TrainingDynamics.Text.Datasets;

/// <summary>Turns the rows of a file into examples, as a task's layout says.</summary>
static class DatasetReader
{
    /// <summary>Reads one split, or throws <see cref="DatasetFormatException"/> with the line at fault.</summary>
    public static Dataset Read(TaskLayout layout, string split, string path)
    {
        var file = TsvFile.Read(path, [.. layout.Columns]);
        int guidColumn = layout.GuidColumn is null ? -1 : file.ColumnOf(layout.GuidColumn);
        int textColumn = file.ColumnOf(layout.TextColumn);
        int pairColumn = layout.PairColumn is null ? -1 : file.ColumnOf(layout.PairColumn);
        int labelColumn = file.ColumnOf(layout.LabelColumn);

        var examples = new List<Example>(file.Rows.Count);
        var lineOfGuid = new Dictionary<string, int>(file.Rows.Count, StringComparer.Ordinal);
        for (int row = 0; row < file.Rows.Count; row++)
        {
            string[] fields = file.Rows[row];
            int line = TsvFile.LineOf(row);
            string guid = guidColumn < 0 ? row.ToString(CultureInfo.InvariantCulture) : fields[guidColumn];
            if (!lineOfGuid.TryAdd(guid, line))
            {
                throw new DatasetFormatException(
                    path,
                    line,
                    $"found the guid '{guid}' a second time (first on line {lineOfGuid[guid]}), expected every guid once; "
                    + "give each row an id of its own");
            }

            examples.Add(new Example(
                guid,
                fields[textColumn],
                pairColumn < 0 ? null : fields[pairColumn],
                Gold(layout, path, line, fields[labelColumn])));
        }

        return new Dataset($"{layout.Name}/{split}", layout.LabelNames, examples, path, file.Sha256);
    }

    static int Gold(TaskLayout layout, string path, int line, string label)
    {
        for (int gold = 0; gold < layout.LabelSpellings.Count; gold++)
        {
            if (string.Equals(layout.LabelSpellings[gold], label, StringComparison.Ordinal))
                return gold;
        }

        string expected = string.Join(
            " or ",
            layout.LabelSpellings.Zip(
                layout.LabelNames,
                (spelling, name) => spelling == name ? $"'{spelling}'" : $"'{spelling}' ({name})"));
        throw new DatasetFormatException(
            path, line, $"found label '{label}', expected {expected}; correct the label or check --task");
    }
}
