using System.Text.Json.Serialization;

namespace TrainingDynamics.Logs;

/// <summary>How a data file was read: what it takes to find an example's row and texts in it again.</summary>
/// <param name="Format">
/// <c>tsv</c> (no quoting at all), <c>csv</c> (quotation marks where needed), <c>json</c> (an array of objects, by itself or as <c>data</c>),
/// <c>jsonl</c> or <c>parquet</c>.
/// </param>
/// <param name="Guid">Column or key of the guid; null: the 0-based number of the row, blank lines not counted.</param>
/// <param name="Text">Column of the (first) sentence.</param>
/// <param name="Pair">Column of the second sentence; null for single sentences.</param>
/// <param name="Label">Column of the class or the score.</param>
/// <param name="Header">Names of the columns of a file without a header line; null: the file names them itself.</param>
/// <param name="Lenient">Whether short rows lack their last fields and long ones lose their end; they are errors otherwise.</param>
/// <param name="Shards">Names of the files that are taken as one, in order; whole paths where they are in other folders than the first; null: the file is all.</param>
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
