namespace TrainingDynamics.Engine.Training;

/// <summary>The results of a run.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Epochs">The finished epochs, in order.</param>
/// <param name="EpochsAskedFor">How many there are if nothing ends the run early.</param>
/// <param name="EpochsBefore">How many an earlier, resumed run had finished; all when there was nothing left to do.</param>
/// <param name="Interrupted">True when it was stopped before its end; the model is then not saved.</param>
/// <param name="Seconds">Wall-clock seconds, from the start of training or its resumption.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda:N</c>.</param>
/// <param name="Parameters">Numbers that the model has, adapters included.</param>
/// <param name="TruncatedExamples">Training examples that lost tokens to the length limit.</param>
/// <param name="IsRegression">The model predicts a number, so that there are no classes to compute dynamics of.</param>
/// <param name="Library">The libtorch that computed it.</param>
public sealed record TrainingSummary(
    RunFolder Folder,
    IReadOnlyList<EpochResult> Epochs,
    int EpochsAskedFor,
    int EpochsBefore,
    bool Interrupted,
    double Seconds,
    string Device,
    long Parameters,
    int TruncatedExamples,
    bool IsRegression,
    TorchLibraryInfo Library)
{
    /// <summary>Numbers that were trained.</summary>
    public long TrainedParameters { get; init; }

    /// <summary>The best epoch by the metric that was asked for; null before the first, or if none was asked for.</summary>
    public BestEpoch? Best { get; init; }

    /// <summary>The results on the test set; null if there is none, or the run was stopped before its end.</summary>
    public Tested? Test { get; init; }

    /// <summary>Whether it ended before its last epoch because none had been better for long.</summary>
    public bool StoppedEarly { get; init; }
}
