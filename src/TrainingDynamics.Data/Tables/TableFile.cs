namespace TrainingDynamics.Data;

/// <summary>Any data files, read as their names' ending says or as they were read before.</summary>
public static class TableFile
{
    /// <summary>All columns of a <c>.csv</c>, <c>.tsv</c>, <c>.json</c>, <c>.jsonl</c> or <c>.parquet</c> file.</summary>
    /// <exception cref="DatasetFormatException">It cannot be read, is malformed, or its name ends otherwise.</exception>
    public static DataTable Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".CSV" => DelimitedFile.Read([path], DelimitedLayout.Csv),
            ".TSV" or ".TXT" => DelimitedFile.Read([path], DelimitedLayout.Tsv),
            ".JSON" => JsonFile.Read([path]),
            ".JSONL" or ".NDJSON" => JsonFile.ReadLines([path]),
            ".PARQUET" => ParquetTable.Read([path], []),
            _ => throw new DatasetFormatException(
                path,
                null,
                $"found a file that ends in '{Path.GetExtension(path)}', expected .csv, .tsv, .json, .jsonl or .parquet; rename or convert it"),
        };
    }

    /// <summary>Reads files as a layout says that they were read before; all columns.</summary>
    /// <param name="path">The file; with shards the first of them.</param>
    /// <param name="layout">What <see cref="DataTable.Layout"/> said.</param>
    /// <exception cref="DatasetFormatException">One cannot be read, or is malformed.</exception>
    public static DataTable Read(string path, TableLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var paths = layout.Shards ?? [path];
        return layout.Format switch
        {
            TableFormat.Json => JsonFile.Read(paths),
            TableFormat.JsonLines => JsonFile.ReadLines(paths),
            TableFormat.Parquet => ParquetTable.Read(paths, []),
            _ => DelimitedFile.Read(paths, new DelimitedLayout(layout.Format, [], layout.Header, layout.IsLenient, layout.Delimiter)),
        };
    }
}
