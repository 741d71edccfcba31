namespace TrainingDynamics.Data;

/// <summary>What is to be read of a file with a delimiter between its fields.</summary>
/// <param name="Format"><see cref="TableFormat.Tsv"/>: no quoting at all; <see cref="TableFormat.Csv"/>: as RFC 4180 quotes.</param>
/// <param name="Required">Columns that must be there and are alone kept; none: all are kept.</param>
/// <param name="Header">Names of the columns where the file has no header line.</param>
/// <param name="IsLenient">Whether short rows get missing values and long ones lose their end, as in Python's reader.</param>
/// <param name="Delimiter">Null: a tab, of <see cref="TableFormat.Csv"/> a comma.</param>
sealed record DelimitedLayout(
    TableFormat Format,
    IReadOnlyCollection<string> Required,
    IReadOnlyList<string>? Header = null,
    bool IsLenient = false,
    char? Delimiter = null)
{
    /// <summary>Tabs and no quoting, as GLUE writes its files; all columns.</summary>
    public static DelimitedLayout Tsv { get; } = new(TableFormat.Tsv, []);

    /// <summary>Commas and quotation marks where they are needed; all columns.</summary>
    public static DelimitedLayout Csv { get; } = new(TableFormat.Csv, []);

    public bool Quotes => Format == TableFormat.Csv;

    /// <summary>ASCII, so that it is one byte.</summary>
    public char Separator => Delimiter ?? (Quotes ? ',' : '\t');

    /// <summary>The delimiter's name, for messages: <c>tab</c>.</summary>
    public string SeparatorName => Separator switch
    {
        '\t' => "tab",
        ',' => "comma",
        ';' => "semicolon",
        _ => $"'{Separator}'",
    };

    /// <summary>What the manifest says.</summary>
    public TableLayout Record => new(Format, Header, IsLenient, Delimiter: Delimiter);
}
