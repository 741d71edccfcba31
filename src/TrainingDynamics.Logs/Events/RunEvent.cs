using System.Text.Json.Serialization;

namespace TrainingDynamics.Logs;

/// <summary>
/// Something that happened in a run; one line of <c>events.jsonl</c>, with the type's name in <c>type</c> and the
/// properties in snake case. Epochs are 0-based, steps count optimiser updates from 1 over the whole run.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RunStarted), "run_started")]
[JsonDerivedType(typeof(EpochStarted), "epoch_started")]
[JsonDerivedType(typeof(StepTaken), "step")]
[JsonDerivedType(typeof(UpdateSkipped), "update_left_out")]
[JsonDerivedType(typeof(RecordingProgress), "recording")]
[JsonDerivedType(typeof(EpochFinished), "epoch_finished")]
[JsonDerivedType(typeof(Evaluated), "evaluated")]
[JsonDerivedType(typeof(Tested), "tested")]
[JsonDerivedType(typeof(CheckpointSaved), "checkpoint_saved")]
[JsonDerivedType(typeof(Heartbeat), "heartbeat")]
[JsonDerivedType(typeof(RunPaused), "run_paused")]
[JsonDerivedType(typeof(RunResumed), "run_resumed")]
[JsonDerivedType(typeof(RunFinished), "run_finished")]
[JsonDerivedType(typeof(RunFailed), "run_failed")]
[JsonDerivedType(typeof(RunInterrupted), "run_interrupted")]
public abstract record RunEvent
{
    /// <summary>When the event object was made, UTC.</summary>
    [JsonPropertyOrder(-1)]
    public DateTime Time { get; init; } = DateTime.UtcNow;
}

/// <summary>The first event of a run.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Model">The model as it was asked for.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda:N</c>.</param>
/// <param name="Epochs">Epochs that the run will take.</param>
/// <param name="StepsPerEpoch">Optimiser updates per epoch.</param>
/// <param name="TrainExamples">Examples of the training set.</param>
/// <param name="DevExamples">Examples of the dev set.</param>
/// <param name="Steps">Optimiser updates of the whole run; fewer than the epochs have together if the last is cut short.</param>
public sealed record RunStarted(
    string Task, string Model, string Device, int Epochs, int StepsPerEpoch, int TrainExamples, int DevExamples, int Steps) : RunEvent
{
    /// <summary>The process that trains; null in logs that do not say so.</summary>
    public int? Pid { get; init; }

    /// <summary>The machine that it runs on; null in logs that do not say so.</summary>
    public string? Host { get; init; }
}

/// <summary>An epoch's training pass begins.</summary>
/// <param name="Epoch">0-based.</param>
public sealed record EpochStarted(int Epoch) : RunEvent;

/// <summary>An optimiser update; only some of them are reported.</summary>
/// <param name="Step">From 1, over the whole run.</param>
/// <param name="Epoch">0-based.</param>
/// <param name="Loss">Mean loss over the examples since the last report: cross-entropy in nats, squared error in a regression.</param>
/// <param name="LearningRate">The rate used in this step.</param>
/// <param name="GradientNorm">2-norm of all gradients before clipping.</param>
/// <param name="ExamplesPerSecond">Over the steps since the last report.</param>
public sealed record StepTaken(
    int Step, int Epoch, double Loss, double LearningRate, double GradientNorm, double ExamplesPerSecond) : RunEvent;

/// <summary>An optimiser update that was not applied, because a number in it was NaN or infinite.</summary>
/// <param name="Step">From 1, over the whole run; the number is used up.</param>
/// <param name="Epoch">0-based.</param>
/// <param name="Reason">Loss and gradient norm in words, for JSON has no NaN.</param>
/// <param name="Guids">The examples of the update, as the data set spells them.</param>
public sealed record UpdateSkipped(int Step, int Epoch, string Reason, IReadOnlyList<string> Guids) : RunEvent;

/// <summary>How far the pass is that records an epoch's logits.</summary>
/// <param name="Epoch">0-based.</param>
/// <param name="Done">Examples recorded so far.</param>
/// <param name="Total">Examples to record.</param>
public sealed record RecordingProgress(int Epoch, int Done, int Total) : RunEvent;

/// <summary>An epoch is trained and, where asked for, recorded.</summary>
/// <param name="Epoch">0-based.</param>
/// <param name="TrainLoss">Mean loss over the training pass: cross-entropy in nats, squared error in a regression.</param>
/// <param name="TrainAccuracy">Share of correct predictions over the training pass, in [0, 1]; null in a regression.</param>
public sealed record EpochFinished(int Epoch, double TrainLoss, double? TrainAccuracy) : RunEvent;

/// <summary>The dev set was evaluated after an epoch.</summary>
/// <param name="Epoch">0-based.</param>
/// <param name="Metrics">The task's metrics by name, and <c>loss</c>.</param>
public sealed record Evaluated(int Epoch, IReadOnlyDictionary<string, double> Metrics) : RunEvent
{
    /// <summary>How well the classes of each evaluation set were predicted, by the set's name, <c>dev</c> first; null in a regression and in older logs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, ClassificationScores>? Classification { get; init; }
}

/// <summary>The test set was predicted by the model that the run leaves.</summary>
/// <param name="Examples">How many there are.</param>
/// <param name="Metrics">The task's metrics by name, and <c>loss</c>; null where the set has no labels.</param>
public sealed record Tested(int Examples, IReadOnlyDictionary<string, double>? Metrics) : RunEvent
{
    /// <summary>How well its classes were predicted; null in a regression and without labels.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ClassificationScores? Classification { get; init; }
}

/// <summary>A checkpoint is whole on disk.</summary>
/// <param name="Epoch">The 0-based epoch in or after which it was taken.</param>
/// <param name="Step">Updates taken until then.</param>
/// <param name="Path">Relative to the run folder.</param>
public sealed record CheckpointSaved(int Epoch, int Step, string Path) : RunEvent;

/// <summary>Nothing happened, but the process is alive.</summary>
public sealed record Heartbeat : RunEvent;

/// <summary>The training waits between two batches, because it was asked to.</summary>
public sealed record RunPaused : RunEvent;

/// <summary>The training goes on.</summary>
/// <param name="Seconds">How long it waited.</param>
public sealed record RunResumed(double Seconds) : RunEvent;

/// <summary>The last event of a run that did all it was asked to.</summary>
/// <param name="Seconds">Wall-clock seconds of the whole run.</param>
public sealed record RunFinished(double Seconds) : RunEvent
{
    /// <summary>The 0-based epoch of the weights that the run's model has, where the best was asked for; null: the last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? BestEpoch { get; init; }

    /// <summary>Whether it ended before its last epoch because the metric had stopped improving.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool StoppedEarly { get; init; }
}

/// <summary>The last event of a run that an error ended.</summary>
/// <param name="Message">One line.</param>
public sealed record RunFailed(string Message) : RunEvent;

/// <summary>The last event of a run that the user ended.</summary>
/// <param name="EpochsKept">Finished epochs whose files are whole.</param>
public sealed record RunInterrupted(int EpochsKept) : RunEvent;

/// <summary>Gets a run's events, on the training thread, in order.</summary>
public interface IRunObserver
{
    /// <summary>Must return fast; an exception ends the run.</summary>
    void On(RunEvent happened);
}
