namespace TrainingDynamics.Data;

/// <summary>
/// Chooses the columns of own files: by option, else by their names. A column whose name says nothing is a text only where it
/// is the only one left, so that neither the label's name nor a date is learnt from by accident.
/// </summary>
public static class OwnColumns
{
    const string NoColumn = "none";

    /// <exception cref="DatasetFormatException">A column is missing, or which one is the text is not plain.</exception>
    internal static ExampleColumns Of(DataTable train, OwnFilesRequest request)
    {
        string label = request.LabelColumn is { } asked
            ? Existing(train, asked, "--label-column")
            : ColumnNames.LabelIn(train.Columns) ?? throw Missing(train, "label", "--label-column");
        string? guid = GuidOf(train, request with { LabelColumn = label });
        string? pair = request.PairColumn is null ? null : Existing(train, request.PairColumn, "--text-pair-column");
        if (request.TextColumn is not null)
            return new ExampleColumns(guid, Existing(train, request.TextColumn, "--text-column"), pair, label);
        string[] left =
            [.. train.Columns.Where(name => name != label && name != guid && name != pair && !ColumnNames.IsOfIds(name))];
        var pairs = pair is null ? ColumnNames.PairsIn(left) : [];
        if (pairs.Count == 1)
            return new ExampleColumns(guid, pairs[0].Text, pairs[0].Pair, label);
        if (left.Length == 0)
        {
            throw new DatasetFormatException(
                train.Path,
                null,
                $"found the columns {HeaderCheck.Quote(train.Columns)} and none of them for the text ('{label}' is the label, ids are "
                + "no texts), expected one more; add it, or name it with --text-column");
        }

        var texts = ColumnNames.TextsIn(left);
        return pairs.Count == 0 && (texts.Count == 1 || left.Length == 1)
            ? new ExampleColumns(guid, texts.Count == 1 ? texts[0] : left[0], pair, label)
            : throw new DatasetFormatException(
                train.Path,
                null,
                $"found the columns {HeaderCheck.Quote(train.Columns)}, of which {HeaderCheck.Quote(texts.Count > 1 ? texts : left)} may be "
                + "the text, expected one; name it with --text-column, and a second text with --text-pair-column");
    }

    /// <summary>Of one of the files: the other may have another id column, or none.</summary>
    internal static string? GuidOf(DataTable table, OwnFilesRequest request) => request.GuidColumn is { } asked
        ? asked == NoColumn && table.ColumnOf(asked) < 0 ? null : Existing(table, asked, "--guid-column")
        : ColumnNames.GuidIn(
            [.. table.Columns.Where(name => name != request.LabelColumn && name != request.TextColumn && name != request.PairColumn)]);

    /// <summary>The column in which a file of which nothing else is known has its ids; null: it has none.</summary>
    public static string? GuidOf(DataTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return ColumnNames.GuidIn(table.Columns);
    }

    static string Existing(DataTable table, string name, string option) =>
        table.ColumnOf(name) >= 0 ? name : throw Missing(table, name, option);

    static DatasetFormatException Missing(DataTable table, string name, string option) => new(
        table.Path,
        null,
        $"found the columns {HeaderCheck.Quote(table.Columns)}, expected one called '{name}' among them; name yours with {option}");
}
