namespace TrainingDynamics.Cli;

/// <summary>What <c>td train</c> says about the data before it trains.</summary>
sealed class DataNotes(TaskData data)
{
    readonly RepeatedTexts _repeated = new(data.Train);

    /// <summary>The columns that are used, and as what, and those that are not, in one line.</summary>
    public string Columns()
    {
        var train = data.Train;
        if (train.Columns is not { } columns)
        {
            return $"{data.Task}: {Labels(train)}";
        }

        var pair = columns.Pair is null ? "" : $", second text '{columns.Pair}'";
        var guid = columns.Guid is null ? "row numbers as ids" : $"id '{columns.Guid}'";
        return $"columns: text '{columns.Text}'{pair}, label '{columns.Label}' ({Labels(train)}), {guid}{NotUsed(train.ColumnsNotUsed)}";
    }

    /// <summary>A line each for skipped rows, for how labels were read, and for texts that occur more than once.</summary>
    public IEnumerable<string> Notes()
    {
        var leftOut =
            from set in Sets().Select(set => set.Data).Prepend(data.Train)
            from rows in set.RowsLeftOut
            select Invariant($"{set.SourcePath}: {rows.Value:N0} rows {rows.Key} are not examples and are skipped");
        // The two sides of a validation split are of one file.
        foreach (var note in leftOut.Distinct().Concat(data.Notes))
        {
            yield return note;
        }

        if (_repeated.Texts > 0)
        {
            var others = _repeated.Contradictory == 0 ? "all of them under one label" : Invariant($"{_repeated.Contradictory:N0} of them under different labels");
            yield return Invariant($"{data.Train.SourcePath}: {_repeated.Texts:N0} texts occur more than once ({_repeated.ExtraRows:N0} extra rows), {others}");
        }
    }

    /// <summary>A line for each set that shares texts with the training set.</summary>
    public IEnumerable<string> Leaks()
    {
        foreach (var (name, set) in Sets())
        {
            var (shared, otherGold) = _repeated.SharedWith(set);
            if (shared > 0)
            {
                var others = otherGold == 0 ? "" : Invariant($" ({otherGold:N0} of them under another label)");
                yield return Invariant($"{set.SourcePath}: {shared:N0} of {set.Examples.Count:N0} {name} examples have a text that the training data have too{others}");
            }
        }
    }

    IEnumerable<(string Name, Dataset Data)> Sets() =>
        data.MoreDev.Select(more => (more.Name, more.Data)).Prepend(("validation", data.Dev)).Concat(data.Test is { } test ? [("test", test)] : []);

    static string NotUsed(IReadOnlyList<string> columns) => columns.Count == 0 ? "" : $"; not used: {Names(columns, columns)}";

    static string Labels(Dataset data) => data.IsRegression ? "regression targets" : $"classes {Names(data.LabelNames, ClassNames.Shown(data.LabelNames))}";

    // In quotes, which those that had to be told apart have already.
    static string Names(IReadOnlyList<string> names, IReadOnlyList<string> shown)
    {
        const int Few = 6;
        var more = names.Count > Few ? Invariant($", … {names.Count:N0} in all") : "";
        return string.Join(", ", shown.Take(Few).Select(name => shown == names ? $"'{name}'" : name)) + more;
    }
}
