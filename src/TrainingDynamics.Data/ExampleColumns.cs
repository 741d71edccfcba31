namespace TrainingDynamics.Data;

/// <summary>Which columns of a file an example is made of.</summary>
/// <param name="Guid">The file's own ids; null: the 0-based row number is the id.</param>
/// <param name="Text">The (first) sentence.</param>
/// <param name="Pair">The second sentence; null for single sentences.</param>
/// <param name="Label">The class or the score.</param>
public sealed record ExampleColumns(string? Guid, string Text, string? Pair, string Label)
{
    /// <summary>All of them that there are.</summary>
    internal string[] Names => [.. new[] { Guid, Text, Pair, Label }.OfType<string>()];
}
