namespace TrainingDynamics.Data;

/// <summary>Any data file, read as its name's ending says.</summary>
static class TableFile
{
    /// <summary>All columns of a <c>.csv</c>, <c>.tsv</c>, <c>.json</c>, <c>.jsonl</c> or <c>.parquet</c> file.</summary>
    public static DataTable Read(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".CSV" => CsvFile.Read(path),
        ".TSV" or ".TXT" => TsvFile.Read(path, new TsvLayout([])),
        ".JSON" => JsonFile.Read(path),
        ".JSONL" or ".NDJSON" => JsonFile.ReadLines(path),
        ".PARQUET" => ParquetFile.Read([path], []),
        _ => throw new DatasetFormatException(
            path,
            null,
            $"found a file that ends in '{Path.GetExtension(path)}', expected .csv, .tsv, .json, .jsonl or .parquet; rename or convert it"),
    };
}
