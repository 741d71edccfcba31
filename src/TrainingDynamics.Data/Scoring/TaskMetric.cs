namespace TrainingDynamics.Data;

/// <summary>A number for how well predictions match golds. Always finite, also where a formula has no value.</summary>
public sealed class TaskMetric
{
    readonly Func<ReadOnlySpan<double>, ReadOnlySpan<double>, double> _compute;

    TaskMetric(string name, Func<ReadOnlySpan<double>, ReadOnlySpan<double>, double> compute) => (Name, _compute) = (name, compute);

    /// <summary>Share of examples whose class is predicted, in [0, 1].</summary>
    public static TaskMetric Accuracy { get; } = new("accuracy", ClassMetrics.Accuracy);

    /// <summary>
    /// Harmonic mean of precision and recall of class 1, in [0, 1]; 0 when neither golds nor predictions have the class.
    /// Source: scikit-learn's <c>f1_score</c> with <c>zero_division=0</c>.
    /// </summary>
    public static TaskMetric F1 { get; } = new("f1", ClassMetrics.F1);

    /// <summary>
    /// Matthews' correlation of any number of classes, in [−1, 1]; 0 when golds or predictions have one class only.
    /// Source: scikit-learn's <c>matthews_corrcoef</c>.
    /// </summary>
    public static TaskMetric Matthews { get; } = new("matthews_correlation", ClassMetrics.Matthews);

    /// <summary>
    /// Pearson's correlation, in [−1, 1]; 0, where SciPy has NaN, when golds or predictions are all equal: an event cannot hold NaN.
    /// </summary>
    public static TaskMetric Pearson { get; } = new("pearson", ScoreMetrics.Pearson);

    /// <summary>Pearson's correlation of the ranks, equal values at their mean rank; 0 as for <see cref="Pearson"/>.</summary>
    public static TaskMetric Spearman { get; } = new("spearmanr", ScoreMetrics.Spearman);

    /// <summary>Mean of the squared differences, at least 0.</summary>
    public static TaskMetric MeanSquaredError { get; } = new("mse", ScoreMetrics.MeanSquaredError);

    /// <summary>The metrics of a classification that is not a known task.</summary>
    public static IReadOnlyList<TaskMetric> OfClasses { get; } = [Accuracy];

    /// <summary>The metrics of a regression.</summary>
    public static IReadOnlyList<TaskMetric> OfScores { get; } = [Pearson, Spearman, MeanSquaredError];

    /// <summary>The name in Hugging Face's <c>glue</c> metric, such as <c>matthews_correlation</c>.</summary>
    public string Name { get; }

    /// <summary>The metric of a whole set.</summary>
    /// <param name="golds">[N], N ≥ 1: label ids, or regression targets.</param>
    /// <param name="predictions">[N]: the class of the largest logit, or the logit of a regression; finite.</param>
    /// <exception cref="ArgumentException">They are empty, or of different lengths.</exception>
    public double Of(ReadOnlySpan<double> golds, ReadOnlySpan<double> predictions)
    {
        if (golds.Length == 0 || golds.Length != predictions.Length)
        {
            throw new ArgumentException(
                $"{Name} is given {golds.Length} golds and {predictions.Length} predictions; it needs as many of both, and one at least",
                nameof(predictions));
        }

        return _compute(golds, predictions);
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
