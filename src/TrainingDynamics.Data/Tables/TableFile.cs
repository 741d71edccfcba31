namespace TrainingDynamics.Data;

/// <summary>Data files of any format, read by their names' endings or as they were read before.</summary>
public static class TableFile
{
    /// <summary>All columns of a <c>.csv</c>, <c>.tsv</c>, <c>.json</c>, <c>.jsonl</c> or <c>.parquet</c> file.</summary>
    /// <exception cref="DatasetFormatException">It cannot be read, is malformed, or its name has another ending.</exception>
    public static DataTable Read(string path) => Read([path], new TableForm());

    /// <summary>All columns of files of one format and with the same columns, as one table.</summary>
    /// <param name="paths">At least one.</param>
    /// <param name="form">Their form as far as it is known.</param>
    /// <exception cref="DatasetFormatException">One cannot be read, is malformed, has a name with another ending, or they differ.</exception>
    public static DataTable Read(IReadOnlyList<string> paths, TableForm form)
    {
        var format = form.Format ?? FormatOf(paths[0]);
        if (form.Format is null && paths.FirstOrDefault(path => FormatOf(path) != format) is { } other)
        {
            throw new DatasetFormatException(
                other, null, $"found a file that ends in '{Path.GetExtension(other)}', expected one like {paths[0]}, of whose data set it is; convert it");
        }

        if (paths.GroupBy(Path.GetFullPath).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new DatasetFormatException(twice.First(), null, "found the file twice in one data set, expected it once; leave it out");
        }

        return format == TableFormat.Parquet ? ParquetTable.Read(paths, []) : OfText(DataBytes.Read(paths), format, form);
    }

    /// <summary>All columns of text that was read before, for instance from a pipe.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="bytes">All of it.</param>
    /// <param name="form">Its format, any but Parquet, and what else is known of its form.</param>
    /// <exception cref="DatasetFormatException">It is malformed.</exception>
    public static DataTable Read(string name, byte[] bytes, TableForm form) =>
        OfText(DataBytes.Of(name, bytes), form.Format ?? FormatOf(name), form);

    static DataTable OfText(DataBytes bytes, TableFormat format, TableForm form) => format switch
    {
        TableFormat.Json => JsonFile.Read(bytes),
        TableFormat.JsonLines => JsonFile.ReadLines(bytes),
        _ => DelimitedForm.Read(bytes, format, form),
    };

    /// <summary>Reads all columns of files as they were read before.</summary>
    /// <param name="path">The file; with shards the first of them.</param>
    /// <param name="layout">The <see cref="DataTable.Layout"/> of that time.</param>
    /// <exception cref="DatasetFormatException">One cannot be read, or is malformed.</exception>
    public static DataTable Read(string path, TableLayout layout)
    {
        var paths = layout.Shards ?? [path];
        return layout.Format is TableFormat.Tsv or TableFormat.Csv
            ? DelimitedFile.Read(paths, new DelimitedLayout(layout.Format, [], layout.Header, layout.IsLenient, layout.Delimiter))
            : Read(paths, new TableForm(Format: layout.Format));
    }

    static TableFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".CSV" => TableFormat.Csv,
        ".TSV" or ".TXT" => TableFormat.Tsv,
        ".JSON" => TableFormat.Json,
        ".JSONL" or ".NDJSON" => TableFormat.JsonLines,
        ".PARQUET" => TableFormat.Parquet,
        _ => throw new DatasetFormatException(
            path,
            null,
            $"found a file that ends in '{Path.GetExtension(path)}', expected .csv, .tsv, .json, .jsonl or .parquet; rename or convert it"),
    };
}

/// <summary>The format of a data file.</summary>
public enum TableFormat
{
    /// <summary>Tabs and no quoting, as in GLUE's files.</summary>
    Tsv,

    /// <summary>Commas, and quotation marks where needed.</summary>
    Csv,

    /// <summary>An array of objects, alone or as an object's <c>data</c>.</summary>
    Json,

    /// <summary>One object per line.</summary>
    JsonLines,

    /// <summary>Columns in binary.</summary>
    Parquet,
}
