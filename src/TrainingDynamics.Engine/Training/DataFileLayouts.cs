using TrainingDynamics.Data;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Training;

/// <summary>What a data set says of its file, in the words of the manifest.</summary>
public static class DataFileLayouts
{
    /// <summary>How the data set's file was read; null where the examples were not read from a file.</summary>
    public static DataFileLayout? Of(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data is { Columns: { } columns, Layout: { } layout } ? Of(columns, layout) : null;
    }

    /// <summary>The layout of a file of which these columns are read.</summary>
    public static DataFileLayout Of(ExampleColumns columns, TableLayout layout)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(layout);
        return new DataFileLayout(
            Word(layout.Format),
            columns.Guid,
            columns.Text,
            columns.Pair,
            columns.Label,
            layout.Header,
            layout.IsLenient,
            layout.Shards?.Select(path => Path.GetFileName(path)).ToArray());
    }

    static string Word(TableFormat format) => format switch
    {
        TableFormat.Tsv => "tsv",
        TableFormat.Csv => "csv",
        TableFormat.Json => "json",
        TableFormat.JsonLines => "jsonl",
        _ => "parquet",
    };
}
