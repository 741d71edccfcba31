namespace TrainingDynamics.Data;

/// <summary>Errors of files with a header line.</summary>
static class HeaderCheck
{
    public static DatasetFormatException Empty(string path, IReadOnlyCollection<string> requiredColumns) => new(
        path,
        null,
        requiredColumns.Count == 0
            ? "found an empty file, expected a header and rows below it"
            : $"found an empty file, expected a header with the columns {Quote(requiredColumns)} and rows below it");

    public static void Width(string path, int line, int found, IReadOnlyList<string> header, string separator)
    {
        if (found == header.Count)
        {
            return;
        }

        throw new DatasetFormatException(
            path,
            line,
            $"found {found} {separator}-separated {(found == 1 ? "column" : "columns")}, expected "
            + $"{header.Count} as in the header ({Quote(header)}); correct the line or remove it");
    }

    public static DatasetFormatException Others(string path, IEnumerable<string> found, IEnumerable<string> expected, string first) => new(
        path, null, $"found the columns {Quote(found)}, expected {Quote(expected)} as in {first}; remove what is not of this data set");

    public static string Quote(IEnumerable<string> names) =>
        string.Join(", ", names.Select(name => $"'{(name.Length <= 40 ? name : string.Concat(name.AsSpan(0, 40), "…"))}'"));
}
