using System.Text.Encodings.Web;
using System.Text.Json;
using TrainingDynamics.Engine.Predicting;

namespace TrainingDynamics.Cli;

/// <summary>
/// The texts that <c>td predict</c> is given and the options that name them: JSON lines with a <c>text</c>, read while they come, or any
/// table that <c>td train</c> reads.
/// </summary>
sealed class PredictionTexts
{
    const string Name = "standard input";

    readonly Option<string> _input = new("--input", "-i") { Required = true };
    readonly Option<string?> _format = new("--format");
    readonly TableOptions _table = new();

    public IReadOnlyList<Option> All => [_input, _format, .. _table.All];

    public string InputOf(ParseResult parsed) => parsed.GetRequiredValue(_input);

    /// <summary>
    /// The texts in their order, and how many there are where that is known beforehand. <paramref name="stop"/> ends waiting for a pipe.
    /// </summary>
    /// <exception cref="UsageException">The format is not known, or cannot be read from a pipe; a line has no text.</exception>
    /// <exception cref="DatasetFormatException">The file cannot be read or is malformed.</exception>
    public (IEnumerable<PredictionInput> Texts, int? Count) Read(ParseResult parsed, CancellationToken stop)
    {
        var path = InputOf(parsed);
        var isPipe = path == "-" || FileStatus.Of(path).Kind == FileKind.Fifo;
        var name = path == "-" ? Name : path;
        var format = FormatOf(parsed, path);
        if (format == TableFormat.JsonLines && !_table.NamesColumns(parsed) && (isPipe || PredictionLines.BeginsWithText(path)))
        {
            return (PredictionLines.Read(path, stop), null);
        }

        var request = _table.Of(parsed, path);
        var form = request.Form with { Format = format };
        var table = !isPipe ? TableFile.Read([path], form)
            : format != TableFormat.Parquet ? TableFile.Read(name, PredictionLines.Bytes(path, stop), form)
            : throw new UsageException($"{name}: Parquet cannot be read from a pipe; write it to a file first");
        if (table.Note is { } note)
        {
            VerbOutput.Note($"note: {note}");
        }

        var data = OwnFiles.LoadTexts(table, request);
        return (data.Examples.Select(example => InputFrom(example, data, name)), data.Examples.Count);
    }

    TableFormat FormatOf(ParseResult parsed, string path) => parsed.GetValue(_format) switch
    {
        "csv" => TableFormat.Csv,
        "tsv" => TableFormat.Tsv,
        "json" => TableFormat.Json,
        "jsonl" => TableFormat.JsonLines,
        "parquet" => TableFormat.Parquet,
        null => Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".CSV" => TableFormat.Csv,
            ".TSV" or ".TXT" => TableFormat.Tsv,
            ".JSON" => TableFormat.Json,
            ".PARQUET" => TableFormat.Parquet,
            _ => TableFormat.JsonLines,
        },
        var other => throw new UsageException($"{_format.Name} is '{other}', expected csv, tsv, json, jsonl or parquet"),
    };

    static PredictionInput InputFrom(Example example, Dataset data, string name) =>
        new(example.Text, example.TextPair, data.HasOwnIds ? Json(example.Guid, data.HasIntegerGuids) : null)
        {
            Place = example.Line is { } line ? $"{name}, line {line}" : $"{name}: row {example.Row}",
        };

    static string Json(string guid, bool isInteger) =>
        isInteger ? guid : $"\"{JsonEncodedText.Encode(guid, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
