namespace TrainingDynamics.Text.Datasets;

/// <summary>The two splits that a run needs.</summary>
/// <param name="Task">The name it was asked for by, e.g. <c>sst2</c>.</param>
/// <param name="Train">What is learnt from and recorded.</param>
/// <param name="Dev">What accuracy is measured on; same classes as <paramref name="Train"/>.</param>
public sealed record TaskData(string Task, Dataset Train, Dataset Dev);
