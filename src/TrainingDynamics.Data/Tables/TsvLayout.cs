namespace TrainingDynamics.Data;

/// <summary>What is to be read of a tab-separated file.</summary>
/// <param name="Required">Columns that must be there and are alone kept; none: all are kept.</param>
/// <param name="Header">Names of the columns where the file has no header line.</param>
/// <param name="IsLenient">Whether short rows get missing values and long ones lose their end, as in Python's reader.</param>
sealed record TsvLayout(IReadOnlyCollection<string> Required, string[]? Header = null, bool IsLenient = false);
