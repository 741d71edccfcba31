namespace TrainingDynamics.Data;

/// <summary>Whether fields may stand in quotation marks.</summary>
public enum Quoting
{
    /// <summary>A quotation mark is a character like any other, as in GLUE's files.</summary>
    None,

    /// <summary>As RFC 4180, Python's <c>csv</c> and pandas write it.</summary>
    Csv,
}

/// <summary>What a user says of a data file's form; what is null is found out from the file.</summary>
/// <param name="Delimiter">What separates fields, ASCII.</param>
/// <param name="Quoting">Whether fields may be quoted.</param>
/// <param name="Format">The format; null: as the name ends.</param>
public sealed record TableForm(char? Delimiter = null, Quoting? Quoting = null, TableFormat? Format = null);
