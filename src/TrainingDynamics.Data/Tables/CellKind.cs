namespace TrainingDynamics.Data;

/// <summary>What a file says a value is.</summary>
public enum CellKind
{
    /// <summary>No value: JSON's null, a missing key, Parquet's null, a row that is too short.</summary>
    Missing,

    /// <summary>Characters of a file that does not tell numbers from text: CSV and TSV.</summary>
    Untyped,

    /// <summary>Text, also where it looks like a number.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number with a fraction or an exponent, or from a column of such numbers.</summary>
    Real,

    /// <summary>A list or an object, which cannot be the value of an example.</summary>
    Nested,
}
