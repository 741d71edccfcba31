namespace TrainingDynamics.Dashboard;

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

    /// <summary>Ended, having done all.</summary>
    Finished,

    /// <summary>Ended by the user.</summary>
    Interrupted,

    /// <summary>Ended by an error.</summary>
    Failed,
}
