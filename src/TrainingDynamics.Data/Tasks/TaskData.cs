namespace TrainingDynamics.Data;

/// <summary>The splits that a run needs, and how it is measured.</summary>
/// <param name="Task">The name it was asked for by, e.g. <c>sst2</c>; of own files the training file's name.</param>
/// <param name="Train">What is learnt from and recorded.</param>
/// <param name="Dev">What is measured after every epoch; same classes as <paramref name="Train"/>.</param>
public sealed record TaskData(string Task, Dataset Train, Dataset Dev)
{
    /// <summary>MNLI's mismatched set, which Hugging Face's scripts evaluate after the last epoch; empty for other tasks.</summary>
    public IReadOnlyList<EvaluationSet> MoreDev { get; init; } = [];

    /// <summary>
    /// What is measured once, at the end; same classes as <see cref="Train"/>, or without labels
    /// (<see cref="Dataset.HasLabels"/>). Null: there is none.
    /// </summary>
    public Dataset? Test { get; init; }

    /// <summary>What a user should know of how the files were read, a line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The task's own, the most telling first.</summary>
    public IReadOnlyList<TaskMetric> Metrics { get; init; } = Train.IsRegression ? TaskMetric.OfScores : TaskMetric.OfClasses;
}

/// <summary>A further set that a task is evaluated on.</summary>
/// <param name="Name">What its metrics' names end in, behind an underscore: <c>mismatched</c> for MNLI.</param>
/// <param name="Data">Same classes as the training set.</param>
public sealed record EvaluationSet(string Name, Dataset Data);
