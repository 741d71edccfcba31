namespace TrainingDynamics.Engine.Training;

/// <summary>The results of an epoch.</summary>
/// <param name="Epoch">0-based.</param>
/// <param name="TrainLoss">Mean loss over the training pass: cross-entropy in nats, squared error in a regression.</param>
/// <param name="TrainAccuracy">Share of correct predictions over the training pass, in [0, 1]; null in a regression.</param>
/// <param name="DevMetrics">
/// The task's metrics and <c>loss</c> on the dev set; null when the run was ended before they were taken.
/// </param>
public sealed record EpochResult(
    int Epoch, double TrainLoss, double? TrainAccuracy, IReadOnlyDictionary<string, double>? DevMetrics)
{
    /// <summary>How well the classes of each evaluation set were predicted, by the set's name, <c>dev</c> first; null in a regression or as above.</summary>
    public IReadOnlyDictionary<string, ClassificationScores>? Classification { get; init; }

    /// <summary>
    /// A dev metric by its name: one of the task's, or one of <see cref="ClassificationScores.Numbers"/>; for a further set with the
    /// set's name appended. Null if there is none.
    /// </summary>
    public double? Metric(string name)
    {
        if (DevMetrics?.TryGetValue(name, out var own) == true)
        {
            return own;
        }

        foreach (var (set, scores) in Classification ?? new Dictionary<string, ClassificationScores>())
        {
            foreach (var (one, value) in scores.Numbers)
            {
                if (name == (set == Evaluator.Dev ? one : $"{one}_{set}"))
                {
                    return value;
                }
            }
        }

        return null;
    }
}
