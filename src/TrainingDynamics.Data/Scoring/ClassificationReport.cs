namespace TrainingDynamics.Data;

/// <summary>
/// Precision, recall and F1 of every class, and their summaries. Source: scikit-learn's <c>classification_report</c> with <c>zero_division=0</c>:
/// an undefined value is 0.
/// </summary>
public sealed class ClassificationReport
{
    // A matrix has as many cells as the classes' square.
    const int MostClassesOfMatrix = 100;

    readonly int[] _golds; // [C]
    readonly int[] _predictions; // [C]
    readonly int[] _right; // [C]

    /// <param name="classes">C, at least 1.</param>
    /// <param name="golds">[N], N ≥ 1: whole numbers in [0, C).</param>
    /// <param name="predictions">[N], of the same range.</param>
    public ClassificationReport(int classes, ReadOnlySpan<double> golds, ReadOnlySpan<double> predictions)
    {
        (_golds, _predictions, _right) = (new int[classes], new int[classes], new int[classes]);
        int[][]? matrix = classes <= MostClassesOfMatrix ? [.. Enumerable.Range(0, classes).Select(_ => new int[classes])] : null; // [C, C]
        for (var i = 0; i < golds.Length; i++)
        {
            int gold = (int)golds[i], prediction = (int)predictions[i];
            _golds[gold]++;
            _predictions[prediction]++;
            _right[gold] += gold == prediction ? 1 : 0;
            if (matrix is not null)
            {
                matrix[gold][prediction]++;
            }
        }

        ConfusionMatrix = matrix;
        Accuracy = TaskMetric.Accuracy.Of(golds, predictions);
        MatthewsCorrelation = TaskMetric.Matthews.Of(golds, predictions);
    }

    /// <summary>C.</summary>
    public int Classes => _golds.Length;

    /// <summary>[C, C]: examples by gold class (row) and predicted class (column); null where there are more than 100 classes.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? ConfusionMatrix { get; }

    /// <summary>As <see cref="TaskMetric.Accuracy"/>.</summary>
    public double Accuracy { get; }

    /// <summary>As <see cref="TaskMetric.Matthews"/>.</summary>
    public double MatthewsCorrelation { get; }

    /// <summary>Mean F1 of the classes that occur among golds or predictions, in [0, 1].</summary>
    public double F1Macro => Enumerable.Range(0, Classes).Where(c => _golds[c] + _predictions[c] > 0).Average(F1);

    /// <summary>Number of examples of a class.</summary>
    public int Support(int label) => _golds[label];

    /// <summary>Share of the examples predicted as the class that belong to it, in [0, 1].</summary>
    public double Precision(int label) => Ratio(_right[label], _predictions[label]);

    /// <summary>Share of the class's examples that were predicted as it, in [0, 1].</summary>
    public double Recall(int label) => Ratio(_right[label], _golds[label]);

    /// <summary>The harmonic mean of precision and recall, in [0, 1].</summary>
    public double F1(int label) => Ratio(2.0 * _right[label], _golds[label] + _predictions[label]);

    static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}
