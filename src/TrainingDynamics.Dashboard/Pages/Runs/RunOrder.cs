namespace TrainingDynamics.Dashboard.Pages.Runs;

/// <summary>By what the list of runs is in order.</summary>
enum RunOrder
{
    /// <summary>Live ones first, then those seen last.</summary>
    Seen,
    Name,
    State,

    /// <summary>Epochs finished, the most first.</summary>
    Epoch,

    /// <summary>The first dev metric, the greatest first; those without one last.</summary>
    Metric,
}
