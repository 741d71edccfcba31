namespace TrainingDynamics.Data;

/// <summary>The layout of a file with delimiters.</summary>
/// <param name="Format"><see cref="TableFormat.Tsv"/>: no quoting; <see cref="TableFormat.Csv"/>: quoting of RFC 4180.</param>
/// <param name="Required">Required columns, the only ones that are kept; none: all are kept.</param>
/// <param name="Header">Names of the columns of a file without a header line.</param>
/// <param name="IsLenient">Whether short rows get missing values and long ones lose their end, as in Python's reader.</param>
/// <param name="Delimiter">Null: a tab, for <see cref="TableFormat.Csv"/> a comma.</param>
sealed record DelimitedLayout(
    TableFormat Format,
    IReadOnlyCollection<string> Required,
    IReadOnlyList<string>? Header = null,
    bool IsLenient = false,
    char? Delimiter = null)
{
    /// <summary>Tabs and no quoting, as in GLUE's files; all columns.</summary>
    public static DelimitedLayout Tsv { get; } = new(TableFormat.Tsv, []);

    /// <summary>Commas, and quotation marks where needed; all columns.</summary>
    public static DelimitedLayout Csv { get; } = new(TableFormat.Csv, []);

    public bool Quotes => Format == TableFormat.Csv;

    /// <summary>ASCII, so one byte.</summary>
    public char Separator => Delimiter ?? (Quotes ? ',' : '\t');

    /// <summary>The delimiter's name in messages: <c>tab</c>.</summary>
    public string SeparatorName => Separator switch
    {
        '\t' => "tab",
        ',' => "comma",
        ';' => "semicolon",
        _ => $"'{Separator}'",
    };

    public TableLayout Record => new(Format, Header, IsLenient, Delimiter: Delimiter);
}
