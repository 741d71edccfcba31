namespace TrainingDynamics.Data;

/// <summary>The files that a task needs and that this machine does not have.</summary>
/// <param name="Task">Its name, e.g. <c>sst2</c>.</param>
/// <param name="Dataset">The data set on the Hub that has them, e.g. <c>nyu-mll/glue</c>.</param>
/// <param name="Folder">The folder in the data set.</param>
/// <param name="IsWanted">Whether the task needs the file of this name.</param>
public sealed record TaskDownload(string Task, string Dataset, string Folder, Func<string, bool> IsWanted);
