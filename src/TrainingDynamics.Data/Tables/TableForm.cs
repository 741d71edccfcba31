namespace TrainingDynamics.Data;

/// <summary>Whether fields may stand in quotation marks.</summary>
public enum Quoting
{
    /// <summary>A quotation mark is an ordinary character, as in GLUE's files.</summary>
    None,

    /// <summary>As in RFC 4180, Python's <c>csv</c> and pandas.</summary>
    Csv,
}

/// <summary>The form of a data file as the user gives it; null values are detected.</summary>
/// <param name="Delimiter">Separates fields; ASCII.</param>
/// <param name="Quoting">Whether fields may be quoted.</param>
/// <param name="Format">The format; null: by the name's ending.</param>
public sealed record TableForm(char? Delimiter = null, Quoting? Quoting = null, TableFormat? Format = null);
