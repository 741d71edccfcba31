namespace TrainingDynamics.Data;

/// <summary>How a data file was read, so that its rows can be found again.</summary>
/// <param name="Format">As it was found, not as the name says: a <c>.json</c> file may hold an object a line.</param>
/// <param name="Header">Names of the columns where the file has no header line; null: the file names them itself.</param>
/// <param name="IsLenient">Whether short rows lack their last fields and long ones lose their end.</param>
/// <param name="Shards">Paths of the files that are taken as one, in order; null: the file is all.</param>
/// <param name="Delimiter">What separates fields; null: a tab in <c>Tsv</c>, a comma in <c>Csv</c>.</param>
public sealed record TableLayout(
    TableFormat Format,
    IReadOnlyList<string>? Header = null,
    bool IsLenient = false,
    IReadOnlyList<string>? Shards = null,
    char? Delimiter = null);
