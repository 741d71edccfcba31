namespace TrainingDynamics.Data;

/// <summary>
/// Chooses the columns of the user's own files: by option, else by their names. A column with an unknown name is a text only where it is the only
/// one left, so that neither the label's name nor a date is learnt by accident.
/// </summary>
public static class OwnColumns
{
    const string NoColumn = "none";

    /// <exception cref="DatasetFormatException">A column is missing, or it is not clear which one is the text.</exception>
    internal static ExampleColumns Of(DataTable train, OwnFilesRequest request, bool hasLabels = true)
    {
        var label = LabelOf(train, request, hasLabels);
        var guid = GuidOf(train, request with { LabelColumn = label });
        var pair = request.PairColumn is null ? null : Existing(train, request.PairColumn, "--text-pair-column");
        if (request.TextColumn is not null)
        {
            return new ExampleColumns(guid, Existing(train, request.TextColumn, "--text-column"), pair, label);
        }

        string[] left =
            [.. train.Columns.Where(name => name != label && name != guid && name != pair && !ColumnNames.IsOfIds(name))];
        if (left.Length == 0)
        {
            throw new DatasetFormatException(
                train.Path,
                null,
                $"found the columns {HeaderCheck.Quote(train.Columns)} and none of them for the text ('{label}' is the label, ids are "
                + "no texts), expected one more; add it, or name it with --text-column");
        }

        var text = ColumnNames.TextIn(left);
        var likely = ColumnNames.LikelyTextsIn(left);
        return (pair is null ? ColumnNames.PairsIn(left) : []) switch
        {
            [var found] when text is null || text == found.Text || text == found.Pair => new ExampleColumns(guid, found.Text, found.Pair, label),
            [] when (text ?? Only(likely) ?? Only(left)) is { } single => new ExampleColumns(guid, single, pair, label),
            _ => throw new DatasetFormatException(
                train.Path,
                null,
                $"found the columns {HeaderCheck.Quote(train.Columns)}, of which {HeaderCheck.Quote(likely.Count > 1 && text is null ? likely : left)} "
                + "may be the text, expected one; name it with --text-column, and a second text with --text-pair-column"),
        };
    }

    /// <exception cref="DatasetFormatException">It is missing.</exception>
    internal static string LabelOf(DataTable table, OwnFilesRequest request, bool hasLabels = true) => request.LabelColumn is { } asked
        ? Existing(table, asked, "--label-column")
        : ColumnNames.LabelIn(table.Columns) ?? (hasLabels ? throw Missing(table, "label", "--label-column") : "label");

    /// <summary>The id column of one of the files: the others may have another one, or none.</summary>
    internal static string? GuidOf(DataTable table, OwnFilesRequest request) => request.GuidColumn is { } asked
        ? asked == NoColumn && table.ColumnOf(asked) < 0 ? null : Existing(table, asked, "--guid-column")
        : ColumnNames.GuidIn(
            [.. table.Columns.Where(name => name != request.LabelColumn && name != request.TextColumn && name != request.PairColumn)]);

    /// <summary>The id column of a file about which nothing else is known; null: it has none.</summary>
    public static string? GuidOf(DataTable table) => ColumnNames.GuidIn(table.Columns);

    static string? Only(IReadOnlyList<string> columns) => columns.Count == 1 ? columns[0] : null;

    static string Existing(DataTable table, string name, string option) =>
        table.ColumnOf(name) >= 0 ? name : throw Missing(table, name, option);

    static DatasetFormatException Missing(DataTable table, string name, string option) => new(
        table.Path,
        null,
        $"found the columns {HeaderCheck.Quote(table.Columns)}, expected one called '{name}' among them; name yours with {option}");
}
