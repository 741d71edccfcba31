namespace TrainingDynamics.Data;

/// <summary>How a data file writes its rows.</summary>
public enum TableFormat
{
    /// <summary>Tabs and no quoting at all, as GLUE has it.</summary>
    Tsv,

    /// <summary>Commas, and quotation marks where they are needed.</summary>
    Csv,

    /// <summary>An array of objects, by itself or as an object's <c>data</c>.</summary>
    Json,

    /// <summary>One object a line.</summary>
    JsonLines,

    /// <summary>Columns in binary.</summary>
    Parquet,
}
