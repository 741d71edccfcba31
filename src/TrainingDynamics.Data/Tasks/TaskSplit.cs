namespace TrainingDynamics.Data;

/// <summary>One split's files.</summary>
/// <param name="Name">For people: <c>train</c>, <c>dev</c>, <c>dev_mismatched</c>.</param>
/// <param name="TextFiles">Names that the task's own distribution gives the file; the first that is there is read.</param>
/// <param name="Parquet">What the Hub's Parquet files of the split begin with.</param>
sealed record TaskSplit(string Name, IReadOnlyList<string> TextFiles, string Parquet)
{
    public static TaskSplit Train { get; } = new("train", ["train.tsv"], "train");

    public static TaskSplit Dev { get; } = new("dev", ["dev.tsv"], "validation");

    /// <summary>The split's file in a folder; null when it has none.</summary>
    public string? TextFileIn(string folder) =>
        TextFiles.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Whether a file's name is that of one of the split's Parquet files.</summary>
    public bool IsParquetName(string name) =>
        name == $"{Parquet}.parquet"
        || (name.StartsWith($"{Parquet}-", StringComparison.Ordinal) && name.EndsWith(".parquet", StringComparison.Ordinal));
}
