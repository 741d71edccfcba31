using System.CommandLine;

namespace TrainingDynamics.Cli;

/// <summary>
/// The option <c>--format</c> of a verb with an <see cref="OutputOption"/>: what is written there, whatever the name ends in. Standard
/// output, a device or a FIFO often have no ending that could say it.
/// </summary>
/// <param name="formats">Those that can be written; each is the ending of its files, without the dot.</param>
sealed class FormatOption(params string[] formats) : Option<string?>("--format")
{
    /// <summary>A table of examples.</summary>
    public static FormatOption OfTable => new("csv", "tsv", "jsonl", "parquet");

    /// <summary>A picture.</summary>
    public static FormatOption OfPicture => new("png", "svg", "pdf");

    /// <summary>What was asked for; null: as the name's ending says.</summary>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public string? Read(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return parsed.GetValue(this) is not { } format || formats.Contains(format)
            ? parsed.GetValue(this)
            : throw new UsageException($"{Name} is '{format}', expected {string.Join(", ", formats[..^1])} or {formats[^1]}");
    }

    /// <summary>The same of a verb that writes no file unless it is asked to.</summary>
    /// <exception cref="UsageException">It cannot be written, or no file is named.</exception>
    public string? Read(ParseResult parsed, OutputOption output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return Read(parsed) is { } format && parsed.GetValue(output) is null
            ? throw new UsageException($"{Name} is '{format}', but no file is named; pass {output.Name} FILE, or - for standard output")
            : parsed.GetValue(this);
    }
}
