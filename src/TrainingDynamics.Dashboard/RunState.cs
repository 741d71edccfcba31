namespace TrainingDynamics.Dashboard;

/// <summary>
/// All that a screen shows of a run, folded from its events: <c>events.Aggregate(RunState.Empty, (s, e) => s.After(e))</c>. Pure: it reads neither
/// clock nor disk, so a live, a finished and a recorded run give the same state.
/// </summary>
public sealed record RunState
{
    // The recording pass runs forward only; a training pass costs about three times as much per example.
    const double RecordingShare = 0.25;

    /// <summary>Before any event.</summary>
    public static RunState Empty { get; } = new();

    /// <summary>What the run is doing.</summary>
    public RunPhase Phase { get; init; }

    /// <summary>The run's first event; null before it.</summary>
    public RunStarted? Run { get; init; }

    /// <summary>The current 0-based epoch; -1 before the first.</summary>
    public int Epoch { get; init; } = -1;

    /// <summary>The last reported step; null before the first.</summary>
    public StepTaken? LastStep { get; init; }

    /// <summary>The recording pass of the current epoch; null outside it.</summary>
    public RecordingProgress? Recording { get; init; }

    /// <summary>One entry per epoch that has ended its training pass or was evaluated, by epoch.</summary>
    public ImmutableArray<EpochResult> Epochs { get; init; } = [];

    /// <summary>True while the training waits because somebody asked it to.</summary>
    public bool IsPaused { get; init; }

    /// <summary>How long the run has waited in pauses since it was started or resumed.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>Time between the events since the run was started or resumed; a clock that is set back subtracts nothing.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Why the run failed; null when it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>UTC time of the newest event; null before the first.</summary>
    public DateTime? LastSeen { get; init; }

    /// <summary>The share of the run that was done before this process began, in [0, 1]; above 0 in a resumed run.</summary>
    public double DoneBefore { get; init; }

    /// <summary>True when no more events will come.</summary>
    public bool Ended => Phase is RunPhase.Finished or RunPhase.Interrupted or RunPhase.Failed;

    /// <summary>Time since the newest event at a moment in UTC; zero before the first and after the end.</summary>
    public TimeSpan SilenceAt(DateTime now) => LastSeen is { } seen && !Ended && now > seen ? now - seen : TimeSpan.Zero;

    /// <summary>True for a run that has been silent for half a minute: one that is alive has an event at least every ten seconds.</summary>
    public bool IsSilentAt(DateTime now) => SilenceAt(now) > TimeSpan.FromSeconds(30);

    /// <summary>The share of the run that is done, in [0, 1], by work: a recording pass counts as a third of a training pass.</summary>
    public double Progress
    {
        get
        {
            if (Phase == RunPhase.Finished)
            {
                return 1;
            }

            if (Run is null || Epoch < 0 || Run.Epochs == 0)
            {
                return 0;
            }

            var trained = Phase is RunPhase.Training or RunPhase.Failed or RunPhase.Interrupted
                ? Math.Clamp((LastStep?.Step ?? 0) - ((double)Epoch * Run.StepsPerEpoch), 0, Run.StepsPerEpoch) / Math.Max(1, Run.StepsPerEpoch)
                : 1;
            var recorded = Recording is { Total: > 0 } pass ? (double)pass.Done / pass.Total : Phase == RunPhase.Evaluating ? 1 : 0;
            return Math.Min(1, (Epoch + ((1 - RecordingShare) * trained) + (RecordingShare * recorded)) / Run.Epochs);
        }
    }

    /// <summary>The state after one more event; events with nothing to show only update <see cref="LastSeen"/>.</summary>
    public RunState After(RunEvent happened)
    {
        var seen = this with
        {
            LastSeen = happened.Time,
            Elapsed = ElapsedAt(happened.Time),
            IsPaused = happened is RunPaused || (IsPaused && happened is Heartbeat),
        };
        return happened switch
        {
            RunStarted started => seen with { Run = started, Phase = RunPhase.Starting, Failure = null, Waited = TimeSpan.Zero, Elapsed = TimeSpan.Zero },
            EpochStarted epoch => seen with
            {
                Epoch = epoch.Epoch,
                Phase = RunPhase.Training,
                Recording = null,
                DoneBefore = Phase == RunPhase.Starting && Run is { Epochs: > 0 } run ? (double)epoch.Epoch / run.Epochs : DoneBefore,
            },
            StepTaken step => seen with { LastStep = step, Epoch = step.Epoch, Phase = RunPhase.Training },
            RecordingProgress pass => seen with { Recording = pass, Phase = RunPhase.Recording },
            EpochFinished end => seen.With(end.Epoch, result => result with { TrainLoss = end.TrainLoss, TrainAccuracy = end.TrainAccuracy })
                with
            { Phase = RunPhase.Evaluating },
            RunResumed resumed => seen with { Waited = Waited + TimeSpan.FromSeconds(resumed.Seconds) },
            Evaluated dev => seen.With(dev.Epoch, result => result with { DevMetrics = dev.Metrics, Classification = dev.Classification }),
            RunFinished => seen with { Phase = RunPhase.Finished, Recording = null },
            RunFailed failed => seen with { Phase = RunPhase.Failed, Failure = failed.Message },
            RunInterrupted => seen with { Phase = RunPhase.Interrupted },
            _ => seen,
        };
    }

    /// <summary>
    /// The time left at the pace since the run was started or resumed, up to <paramref name="now"/> (UTC), without pauses; null while less than one
    /// per cent has been done since, in a pause, and when the run has ended.
    /// </summary>
    public TimeSpan? TimeLeft(DateTime now) =>
        Run is null || Run.Time == default || Ended || IsPaused || Progress - DoneBefore < 0.01
            ? null
            : (ElapsedAt(now) - Waited) * ((1 - Progress) / (Progress - DoneBefore));

    /// <summary>Time from the start or the resumption to a moment after the newest event; an earlier moment adds nothing.</summary>
    /// <param name="now">UTC.</param>
    public TimeSpan ElapsedAt(DateTime now) => LastSeen is { } seen && seen != default && now > seen ? Elapsed + (now - seen) : Elapsed;

    RunState With(int epoch, Func<EpochResult, EpochResult> change) => Epochs.FirstOrDefault(result => result.Epoch == epoch) is { } known
        ? this with { Epochs = Epochs.Replace(known, change(known)) }
        : this with { Epochs = Epochs.Add(change(new EpochResult(epoch))) };
}

/// <summary>What a run is doing, as far as its events say.</summary>
public enum RunPhase
{
    /// <summary>No event yet.</summary>
    Unknown,

    /// <summary>Before the first epoch: reading data, building the model.</summary>
    Starting,

    /// <summary>The training pass of an epoch.</summary>
    Training,

    /// <summary>The pass that records the logits of an epoch.</summary>
    Recording,

    /// <summary>Between an epoch's recording and the next epoch: evaluating the dev set, saving.</summary>
    Evaluating,

    /// <summary>Ended with all epochs done.</summary>
    Finished,

    /// <summary>Ended by the user.</summary>
    Interrupted,

    /// <summary>Ended by an error.</summary>
    Failed,
}

/// <summary>What is known of one epoch; a value that has not arrived yet is null.</summary>
/// <param name="Epoch">0-based.</param>
/// <param name="TrainLoss">Mean cross-entropy of the training pass, in nats.</param>
/// <param name="TrainAccuracy">Accuracy of the training pass, in [0, 1].</param>
/// <param name="DevMetrics">The task's metrics on the dev set by name.</param>
/// <param name="Classification">By evaluation set, the dev set first: the scores of its classes.</param>
public sealed record EpochResult(
    int Epoch,
    double? TrainLoss = null,
    double? TrainAccuracy = null,
    IReadOnlyDictionary<string, double>? DevMetrics = null,
    IReadOnlyDictionary<string, ClassificationScores>? Classification = null);
