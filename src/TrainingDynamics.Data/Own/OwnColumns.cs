namespace TrainingDynamics.Data;

/// <summary>Chooses the columns of own files as Hugging Face's <c>run_glue_no_trainer</c> does.</summary>
public static class OwnColumns
{
    const string DefaultLabel = "label";

    /// <summary>What data sets call the column of an example's identity, the likelier first; never a text.</summary>
    static readonly string[] GuidNames = ["guid", "id", "idx", "index"];

    /// <exception cref="DatasetFormatException">A column is missing, or none is left for the text.</exception>
    internal static ExampleColumns Of(DataTable train, OwnFilesRequest request)
    {
        string label = Existing(train, request.LabelColumn ?? DefaultLabel, "--label-column");
        string? guid = GuidOf(train, request);
        // A data frame's unnamed index is no text either.
        string[] texts =
        [
            .. train.Columns.Where(
                name => name != label && name != guid && name.Length > 0 && name != request.PairColumn && !GuidNames.Contains(name)),
        ];
        string? pair = request.PairColumn is null ? null : Existing(train, request.PairColumn, "--pair-column");
        if (request.TextColumn is not null)
            return new ExampleColumns(guid, Existing(train, request.TextColumn, "--text-column"), pair, label);
        if (texts.Length == 0)
        {
            throw new DatasetFormatException(
                train.Path,
                null,
                $"found the columns {HeaderCheck.Quote(train.Columns)} and none of them for the text ('{label}' is the label, ids are "
                + "no texts), expected one more; add it, or name it with --text-column");
        }

        if (pair is not null)
            return new ExampleColumns(guid, texts[0], pair, label);
        return texts.Contains("sentence1") && texts.Contains("sentence2")
            ? new ExampleColumns(guid, "sentence1", "sentence2", label)
            : new ExampleColumns(guid, texts[0], texts.ElementAtOrDefault(1), label);
    }

    /// <summary>Of one of the files: the other may have another id column, or none.</summary>
    internal static string? GuidOf(DataTable table, OwnFilesRequest request) => request.GuidColumn is { } asked
        ? Existing(table, asked, "--guid-column")
        : GuidNames.FirstOrDefault(
            name => table.ColumnOf(name) >= 0 && name != request.LabelColumn && name != request.TextColumn && name != request.PairColumn);

    /// <summary>The column of the usual names that a file of which nothing else is known has its ids in; null: none.</summary>
    public static string? GuidOf(DataTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return GuidNames.FirstOrDefault(name => table.ColumnOf(name) >= 0);
    }

    static string Existing(DataTable table, string name, string option) => table.ColumnOf(name) >= 0
        ? name
        : throw new DatasetFormatException(
            table.Path,
            null,
            $"found the columns {HeaderCheck.Quote(table.Columns)}, expected one called '{name}' among them; name yours with {option}");
}
