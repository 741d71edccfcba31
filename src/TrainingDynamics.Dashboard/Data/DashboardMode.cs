namespace TrainingDynamics.Dashboard.Data;

/// <summary>What the dashboard may do to the training that it shows.</summary>
enum DashboardMode
{
    /// <summary>Another process's run; it can be paused and stopped through the run's control file.</summary>
    Watch,

    /// <summary>Another process's run, look only.</summary>
    ReadOnly,

    /// <summary>The run of this process.</summary>
    Train,
}
