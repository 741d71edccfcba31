namespace TrainingDynamics.Text.Datasets;

/// <summary>How a task's files look: one of these a task is all that <see cref="TaskCatalog"/> needs to read it.</summary>
/// <param name="Name">What the user calls it.</param>
/// <param name="Folder">Its folder inside the data directory; files straight in the data directory are accepted too.</param>
/// <param name="TrainFile">File name of the training split.</param>
/// <param name="DevFile">File name of the development split.</param>
/// <param name="GuidColumn">Column of the file's own ids; null: the row number is the id.</param>
/// <param name="TextColumn">Column of the (first) sentence.</param>
/// <param name="PairColumn">Column of the second sentence; null for single sentences.</param>
/// <param name="LabelColumn">Column of the class.</param>
/// <param name="LabelNames">Names of the classes, in class order.</param>
/// <param name="LabelSpellings">What the file writes for each class, in class order.</param>
sealed record TaskLayout(
    string Name,
    string Folder,
    string TrainFile,
    string DevFile,
    string? GuidColumn,
    string TextColumn,
    string? PairColumn,
    string LabelColumn,
    IReadOnlyList<string> LabelNames,
    IReadOnlyList<string> LabelSpellings)
{
    /// <summary>The columns that the header must name, in the order of GLUE's own files.</summary>
    public IEnumerable<string> Columns =>
        new[] { GuidColumn, TextColumn, PairColumn, LabelColumn }.OfType<string>();
}
