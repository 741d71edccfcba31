namespace TrainingDynamics.Data;

/// <summary>Reads a task from a folder that holds its text files or its Parquet files.</summary>
static class TaskFolder
{
    /// <summary>Null when the folder lacks the training or the development split.</summary>
    /// <exception cref="DatasetFormatException">A file is malformed, or a shard is missing.</exception>
    public static TaskData? TryRead(TaskLayout layout, string folder)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        if (layout.ReadOriginal?.Invoke(layout, folder) is { } original)
        {
            return original;
        }

        if (HasTexts(layout, folder))
        {
            return Assemble(layout, split => ReadText(layout, split, folder));
        }

        return HasParquet(layout, folder) ? Assemble(layout, split => ReadParquet(layout, split, folder)) : null;
    }

    static bool HasTexts(TaskLayout layout, string folder) =>
        layout.Train.TextFileIn(folder) is not null && layout.Dev.TextFileIn(folder) is not null;

    static bool HasParquet(TaskLayout layout, string folder) =>
        ParquetShards.Find(layout.Train, folder).Count > 0 && ParquetShards.Find(layout.Dev, folder).Count > 0;

    static TaskData Assemble(TaskLayout layout, Func<TaskSplit, Dataset?> read) =>
        new(layout.Name, read(layout.Train)!, read(layout.Dev)!)
        {
            MoreDev = layout.MoreDev is { } more && read(more.Split) is { } set ? [new EvaluationSet(more.Suffix, set)] : [],
            Metrics = layout.Metrics,
        };

    static Dataset? ReadText(TaskLayout layout, TaskSplit split, string folder)
    {
        if (split.TextFileIn(folder) is not { } path)
        {
            return null;
        }

        var table = Path.GetExtension(path) == ".jsonl" ? JsonFile.ReadLines(DataBytes.Read([path])) : DelimitedFile.Read([path], layout.Tsv);
        return DatasetReader.Read(table, $"{layout.Name}/{split.Name}", layout.Columns, layout.Labels);
    }

    static Dataset? ReadParquet(TaskLayout layout, TaskSplit split, string folder)
    {
        var shards = ParquetShards.Find(split, folder);
        return shards.Count == 0
            ? null
            : DatasetReader.Read(
                ParquetTable.Read(shards, layout.ParquetColumns.Names),
                $"{layout.Name}/{split.Name}",
                layout.ParquetColumns,
                layout.Labels);
    }
}
