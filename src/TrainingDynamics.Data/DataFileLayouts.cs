namespace TrainingDynamics.Data;

/// <summary>Translates between data files and a run's manifest.</summary>
public static class DataFileLayouts
{
    static readonly Dictionary<TableFormat, string> Words = new()
    {
        [TableFormat.Tsv] = "tsv",
        [TableFormat.Csv] = "csv",
        [TableFormat.Json] = "json",
        [TableFormat.JsonLines] = "jsonl",
        [TableFormat.Parquet] = "parquet",
    };

    /// <summary>How the data set's file was read; null where the examples are not from a file.</summary>
    public static DataFileLayout? Of(Dataset data) => data is { Columns: { } columns, Layout: { } layout } ? Of(columns, layout) : null;

    /// <summary>The layout of a file from which these columns are read.</summary>
    public static DataFileLayout Of(ExampleColumns columns, TableLayout layout) => new DataFileLayout(
        Words[layout.Format],
        columns.Guid,
        columns.Text,
        columns.Pair,
        columns.Label,
        layout.Header,
        layout.IsLenient,
        layout.Shards?.Select(path => NameBeside(path, layout.Shards[0])).ToArray(),
        layout.Delimiter?.ToString());

    /// <summary>All files of a record: its shards where it has some.</summary>
    public static IReadOnlyList<string> PathsOf(DataFileRecord file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file.Path))!;
        return file.Layout?.Shards is { } shards ? [.. shards.Select(name => Path.Combine(folder, name))] : [file.Path];
    }

    /// <summary>SHA-256 of the files as they are now, one after the other, lower-case hexadecimal.</summary>
    /// <exception cref="DatasetFormatException">One cannot be read.</exception>
    public static string Sha256Of(DataFileRecord file) => DataBytes.HashOf(PathsOf(file));

    /// <summary>Reads the files as the run did; without a recorded layout, by the name's ending.</summary>
    /// <exception cref="DatasetFormatException">One cannot be read or is malformed, or the record names an unknown format.</exception>
    public static DataTable Read(DataFileRecord file)
    {
        if (file.Layout is not { } layout)
        {
            return TableFile.Read(file.Path);
        }

        var format = Words.FirstOrDefault(word => word.Value == layout.Format, new(default, ""));
        if (format.Value.Length == 0 || layout.Delimiter is { Length: not 1 })
        {
            throw new DatasetFormatException(
                file.Path, null, $"the file is recorded as '{layout.Format}', expected {string.Join(", ", Words.Values)} to read its rows");
        }

        var paths = PathsOf(file);
        return TableFile.Read(
            paths[0], new TableLayout(format.Key, layout.Header, layout.Lenient, paths.Count > 1 ? paths : null, layout.Delimiter?[0]));
    }

    static string NameBeside(string path, string first) =>
        Path.GetDirectoryName(Path.GetFullPath(path)) == Path.GetDirectoryName(Path.GetFullPath(first)) ? Path.GetFileName(path) : Path.GetFullPath(path);
}
