namespace TrainingDynamics.Cli;

/// <summary>
/// The option <c>--format</c> of a verb with an <see cref="OutputOption"/>: what is written there, whatever the name ends in. Standard
/// output, a device or a FIFO often have no ending that could tell.
/// </summary>
/// <param name="formats">The formats that can be written; each is the ending of its files, without the dot.</param>
sealed class FormatOption(params string[] formats) : Option<string?>("--format")
{
    public static FormatOption OfTable => new("csv", "tsv", "jsonl", "parquet");

    public static FormatOption OfPicture => new("png", "svg", "pdf");

    /// <summary>The format that was asked for; null: as the name's ending says.</summary>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public string? Read(ParseResult parsed) => parsed.GetValue(this) is not { } format || formats.Contains(format)
        ? parsed.GetValue(this)
        : throw new UsageException($"{Name} is '{format}', expected {string.Join(", ", formats[..^1])} or {formats[^1]}");

    /// <summary>The same for a verb that writes a file only on request.</summary>
    /// <exception cref="UsageException">It cannot be written, or no file is named.</exception>
    public string? Read(ParseResult parsed, OutputOption output) => Read(parsed) is { } format && parsed.GetValue(output) is null
        ? throw new UsageException($"{Name} is '{format}', but no file is named; pass {output.Name} FILE, or - for standard output")
        : parsed.GetValue(this);
}
