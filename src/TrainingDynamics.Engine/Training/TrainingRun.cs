namespace TrainingDynamics.Engine.Training;

/// <summary>A whole run in three steps: <see cref="RunPlan"/> checks, <see cref="PreparedRun"/> loads and begins the folder, <see cref="TrainingLoop"/> trains.</summary>
public static class TrainingRun
{
    /// <summary>
    /// Trains as the options say. Nothing is written before options, model, data and run folder have been found usable.
    /// When <paramref name="stop"/> asks for it, the run ends at the next batch, keeps the finished epochs and returns. A run
    /// that is resumed leaves, on the CPU and with as many threads, the bytes of one that was never ended.
    /// </summary>
    /// <param name="options">What to do.</param>
    /// <param name="data">What to learn from.</param>
    /// <param name="observer">Told what happens, beside the run's own event log.</param>
    /// <param name="stop">Ends the run early.</param>
    /// <param name="preparation">Told what happens until the run begins; null: nobody.</param>
    /// <param name="processes">
    /// Who trains together, each called with the same options and data; null: this process alone. Process 0 writes the folder and
    /// tells the observers; a folder to resume must be one that all can read.
    /// </param>
    /// <exception cref="EngineException">Options, model, weights or libtorch cannot be used, or training diverged.</exception>
    /// <exception cref="RunFolderException">The run folder is taken or cannot be written to.</exception>
    /// <exception cref="TrainingDynamics.Data.TextInputException">The vocabulary cannot be used, or the model not be downloaded.</exception>
    /// <exception cref="ParallelException">The processes do not agree where to resume.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop while the model was being downloaded.</exception>
    public static TrainingSummary Run(
        TrainOptions options,
        TaskData data,
        IRunObserver observer,
        CancellationToken stop,
        IPreparationObserver? preparation = null,
        ICollective? processes = null)
    {
        using var control = new TrainingControl(stop);
        return Run(options, data, observer, control, preparation, processes);
    }

    /// <summary>As with a token, but the training can be paused, and ended after its epoch.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="data">What to learn from.</param>
    /// <param name="observer">Told what happens, beside the run's own event log.</param>
    /// <param name="control">Asked before every update; from now on it obeys the run's control file too.</param>
    /// <param name="preparation">Told what happens until the run begins; null: nobody.</param>
    /// <param name="processes">Who trains together; null: this process alone.</param>
    public static TrainingSummary Run(
        TrainOptions options,
        TaskData data,
        IRunObserver observer,
        TrainingControl control,
        IPreparationObserver? preparation = null,
        ICollective? processes = null)
    {
        var plan = RunPlan.Check(options, data, processes ?? new OneProcess());
        if (plan.Earlier is { Finished: true } earlier)
        {
            return plan.SummaryOf(earlier);
        }

        using var run = new PreparedRun(plan, observer, control, plan.Processes.Rank == 0 ? preparation : null);
        return run.Train();
    }
}
