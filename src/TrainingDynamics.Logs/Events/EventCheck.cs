using static System.FormattableString;

namespace TrainingDynamics.Logs;

/// <summary>
/// Finds numbers that no run can have: computing with them would overflow, and a file that holds them was not written by a
/// run.
/// </summary>
static class EventCheck
{
    const int MostSeconds = 100_000_000; // three years
    const int MostEpochs = 1_000_000_000;
    const int FirstYear = 1970;
    const int LastYear = 2200;

    /// <summary>What is wrong with an event's numbers; null when nothing is.</summary>
    public static string? ProblemOf(RunEvent happened) =>
        happened.Time != default && (happened.Time.Year is < FirstYear or > LastYear) // default: the line tells no time
            ? Invariant($"found the year {happened.Time.Year}, expected {FirstYear} to {LastYear}")
            : happened switch
            {
                RunStarted run => OfCount("epochs", run.Epochs) ?? OfCount("steps", run.Steps) ?? OfCount("steps_per_epoch", run.StepsPerEpoch)
                    ?? OfCount("train_examples", run.TrainExamples) ?? OfCount("dev_examples", run.DevExamples),
                EpochStarted epoch => OfCount("epoch", epoch.Epoch),
                StepTaken step => OfCount("epoch", step.Epoch) ?? OfCount("step", step.Step)
                    ?? OfNumbers(step.Loss, step.LearningRate, step.GradientNorm, step.ExamplesPerSecond),
                RecordingProgress pass => OfCount("done", pass.Done) ?? OfCount("total", pass.Total),
                EpochFinished end => OfCount("epoch", end.Epoch) ?? OfNumbers(end.TrainLoss, end.TrainAccuracy ?? 0),
                Evaluated dev => OfCount("epoch", dev.Epoch) ?? OfNumbers([.. dev.Metrics?.Values ?? []]),
                RunResumed resumed => OfSeconds(resumed.Seconds),
                RunFinished end => OfSeconds(end.Seconds),
                _ => null,
            };

    static string? OfCount(string name, int count) =>
        count is >= 0 and <= MostEpochs ? null : Invariant($"found {count} as {name}, expected 0 to {MostEpochs}");

    static string? OfSeconds(double seconds) =>
        seconds is >= 0 and <= MostSeconds ? null : Invariant($"found {seconds} seconds, expected 0 to {MostSeconds}");

    static string? OfNumbers(params double[] numbers) =>
        Array.TrueForAll(numbers, double.IsFinite) ? null : "found a number beyond the range of double precision";
}
