namespace TrainingDynamics.Data;

/// <summary>Tests whether a data file other than the run's has the run's examples under their guids.</summary>
public static class SourceCheck
{
    /// <summary>Compares labels with the run's labels and, where the run's texts are known, texts. Rows that the file lacks are ignored.</summary>
    /// <param name="run">Gives texts and the names of the classes.</param>
    /// <param name="guids">[N], from the run's log.</param>
    /// <param name="golds">[N]; empty where they are not known.</param>
    /// <param name="file">The file, with the layout of the run's own.</param>
    /// <exception cref="TextInputException">A row has another label or text; the message counts them and names the first.</exception>
    public static void RefuseOther(RunExamples run, IReadOnlyList<ExampleGuid> guids, IReadOnlyList<int> golds, DataFileRecord file)
    {
        var table = DataFileLayouts.Read(file);
        var guidColumn = file.Layout is { } layout ? table.ColumnOf(layout.Guid) : table.ColumnOf(OwnColumns.GuidOf(table));
        var labelColumn = table.ColumnOf(file.Layout?.Label ?? "label");
        var textColumn = table.ColumnOf(file.Layout?.Text);
        var pairColumn = table.ColumnOf(file.Layout?.Pair);
        var hasHashes = run.RowTrouble is null && textColumn >= 0 && (pairColumn >= 0) == (file.Layout?.Pair is not null);
        var places = new Dictionary<string, int>(guids.Count, StringComparer.Ordinal);
        for (var i = 0; i < guids.Count; i++)
        {
            places.TryAdd(guids[i].ToString(), i);
        }

        var (others, first) = (0, "");
        foreach (var row in table.Rows)
        {
            if (!places.TryGetValue(table.GuidAt(row, guidColumn), out var place))
            {
                continue;
            }

            var difference = hasHashes && run.HashOf(guids[place]) is { } hash && hash != HashOf(row) ? "another text than the run's"
                : golds.Count > 0 && labelColumn >= 0 && !IsLabel(row[labelColumn], golds[place], run.LabelNames)
                    ? $"the label '{row[labelColumn].Text}', and the run '{NameOf(golds[place], run.LabelNames)}'"
                : null;
            if (difference is null)
            {
                continue;
            }

            if (others++ == 0)
            {
                first = $"guid {guids[place]} ({table.PlaceOf(row)}) has {difference}";
            }
        }

        if (others > 0)
        {
            throw new TextInputException(
                $"{file.Path}: found {others} of {guids.Count} examples with another label or text than in the run, expected the run's; {first}; "
                + "pass the folder of the file that the run was trained on, or train again on this one");
        }

        UInt128 HashOf(DataRow row) => TextHash.Of(row[textColumn].Text, pairColumn < 0 ? null : row[pairColumn].Text);
    }

    /// <summary>
    /// Whether a label of a data file means a class: a known task's files have its classes by name or by number, and of numbers one may be
    /// written in several ways.
    /// </summary>
    /// <param name="label">As the file has it.</param>
    /// <param name="gold">The label id.</param>
    /// <param name="names">By label id; a class beyond them is called by its number.</param>
    public static bool IsLabel(Cell label, int gold, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var name = NameOf(gold, names);
        if (label.Text == name)
        {
            return true;
        }

        return label.TryNumber(out var number) && (new Cell(CellKind.Untyped, name).TryNumber(out var named) ? number == named : number == gold);
    }

    static string NameOf(int gold, IReadOnlyList<string> names) =>
        gold < names.Count ? names[gold] : gold.ToString(CultureInfo.InvariantCulture);
}
