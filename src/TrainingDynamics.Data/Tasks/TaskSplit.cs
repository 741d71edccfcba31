namespace TrainingDynamics.Data;

/// <summary>One split's files.</summary>
/// <param name="Name">For people: <c>train</c>, <c>dev</c>, <c>dev_mismatched</c>.</param>
/// <param name="TextFiles">Names of the file in the task's original distribution; the first that exists is read.</param>
/// <param name="Parquet">The beginning of the names of the split's Parquet files on the Hub.</param>
sealed record TaskSplit(string Name, IReadOnlyList<string> TextFiles, string Parquet)
{
    public static TaskSplit Train { get; } = new("train", ["train.tsv"], "train");

    public static TaskSplit Dev { get; } = new("dev", ["dev.tsv"], "validation");

    public string? TextFileIn(string folder) =>
        TextFiles.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>True for the name of one of the split's Parquet files.</summary>
    public bool IsParquetName(string name) =>
        name == $"{Parquet}.parquet"
        || (name.StartsWith($"{Parquet}-", StringComparison.Ordinal) && name.EndsWith(".parquet", StringComparison.Ordinal));
}
