using System.Text.Json.Serialization;

namespace TrainingDynamics.Logs;

/// <summary>A data file as a run found it.</summary>
/// <param name="Split"><c>train</c>, <c>dev</c>, or the name of a further evaluation set.</param>
/// <param name="Path">Absolute, so that the run can find its texts from any folder.</param>
/// <param name="Sha256">SHA-256 of the file's bytes, shards one after the other, in 64 lower-case hex digits.</param>
/// <param name="Examples">Rows used.</param>
/// <param name="Selection">Which of the file's rows were used, in words; null: all.</param>
/// <param name="Layout">How it was read; null in older manifests.</param>
public sealed record DataFileRecord(
    string Split, string Path, string Sha256, int Examples, string? Selection = null, DataFileLayout? Layout = null)
{
    /// <summary>
    /// SHA-256 of the examples read from the file: guid, texts and label of every one that was used, in order, 64 lower-case
    /// hex digits; null in older manifests.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExamplesSha256 { get; init; }
}

/// <summary>How a data file was read: all that finds an example's row and texts in it again.</summary>
/// <param name="Format">
/// <c>tsv</c> (no quoting at all), <c>csv</c> (quotation marks where needed), <c>json</c> (an array of objects, by itself or as <c>data</c>),
/// <c>jsonl</c> or <c>parquet</c>.
/// </param>
/// <param name="Guid">Column or key of the guid; null: the 0-based number of the row, blank lines not counted.</param>
/// <param name="Text">Column of the (first) sentence.</param>
/// <param name="Pair">Column of the second sentence; null for single sentences.</param>
/// <param name="Label">Column of the class or the regression target.</param>
/// <param name="Header">Column names for a file without a header line; null: the file has one.</param>
/// <param name="Lenient">True: short rows lack their last fields, and long ones lose their end; false: both are errors.</param>
/// <param name="Shards">Names of the files that are read as one, in order; full paths for those outside the first one's folder; null: one file.</param>
/// <param name="Delimiter">What separates fields; null: a tab in <c>tsv</c>, a comma in <c>csv</c>.</param>
public sealed record DataFileLayout(
    string Format,
    string? Guid,
    string Text,
    string? Pair,
    string Label,
    IReadOnlyList<string>? Header = null,
    bool Lenient = false,
    IReadOnlyList<string>? Shards = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Delimiter = null);
