namespace TrainingDynamics.Data;

/// <summary>The splits that a run needs, and its metrics.</summary>
/// <param name="Task">Its name, such as <c>sst2</c>; for a user's own files the name of the training file.</param>
/// <param name="Train">The training set, which is also recorded.</param>
/// <param name="Dev">The set evaluated after every epoch; same classes as <paramref name="Train"/>.</param>
public sealed record TaskData(string Task, Dataset Train, Dataset Dev)
{
    /// <summary>MNLI's mismatched set, which Hugging Face's scripts evaluate after the last epoch; empty for other tasks.</summary>
    public IReadOnlyList<EvaluationSet> MoreDev { get; init; } = [];

    /// <summary>
    /// The set evaluated once, at the end; same classes as <see cref="Train"/>, or without labels (<see cref="Dataset.HasLabels"/>). Null: there is
    /// none.
    /// </summary>
    public Dataset? Test { get; init; }

    /// <summary>What a user should know about how the files were read, a line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The task's metrics, the most important first.</summary>
    public IReadOnlyList<TaskMetric> Metrics { get; init; } = Train.IsRegression ? TaskMetric.OfScores : TaskMetric.OfClasses;
}

/// <summary>A further evaluation set.</summary>
/// <param name="Name">The end of its metrics' names, after an underscore: <c>mismatched</c> for MNLI.</param>
/// <param name="Data">Same classes as the training set.</param>
public sealed record EvaluationSet(string Name, Dataset Data);
