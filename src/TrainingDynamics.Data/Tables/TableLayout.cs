namespace TrainingDynamics.Data;

/// <summary>How a data file was read, so that its rows can be found again.</summary>
/// <param name="Format">As detected, not as the name says: a <c>.json</c> file may hold one object per line.</param>
/// <param name="Header">Names of the columns of a file without a header line; else null.</param>
/// <param name="IsLenient">Whether short rows lack their last fields and long ones lose their end.</param>
/// <param name="Shards">Paths of the files that make one table, in order; null: there is one file.</param>
/// <param name="Delimiter">Separates fields; null: a tab in <c>Tsv</c>, a comma in <c>Csv</c>.</param>
public sealed record TableLayout(
    TableFormat Format,
    IReadOnlyList<string>? Header = null,
    bool IsLenient = false,
    IReadOnlyList<string>? Shards = null,
    char? Delimiter = null);
