namespace TrainingDynamics.Dashboard;

/// <summary>The messages for ending a run, which always say what is kept.</summary>
static class StopLadder
{
    /// <summary>The first rung: the epoch in progress is finished and kept.</summary>
    public const int AfterEpoch = 1;

    /// <summary>The second rung: the epoch in progress is dropped.</summary>
    public const int NextBatch = 2;

    /// <summary>The last rung: the process ends where it stands.</summary>
    public const int AtOnce = 3;

    /// <summary>What is on disk in any case.</summary>
    public static string Kept(Snapshot snapshot) => snapshot.Run.Epochs.Length switch
    {
        0 => "no epoch is finished yet",
        1 => "1 finished epoch is kept",
        var recorded => $"{recorded} finished epochs are kept",
    };

    /// <summary>What this rung does, and what the next one would do.</summary>
    public static string Message(int stage, Snapshot snapshot) => stage switch
    {
        1 => $"stopping after epoch {snapshot.Run.Epoch + 1}, which will be kept; {Kept(snapshot)}; Ctrl+C: at the next batch",
        2 => $"stopping at the next batch; {Kept(snapshot)}, the one in progress is dropped; Ctrl+C: at once",
        _ => $"ending at once; {Kept(snapshot)}",
    };
}
