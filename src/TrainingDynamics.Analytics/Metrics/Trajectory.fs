namespace TrainingDynamics.Analytics

/// What is kept of one example while the epochs go by: its size does not depend on their number. The default value is an example
/// without a record. Confidence, variability and correctness are computed here and nowhere else.
[<Struct; NoEquality; NoComparison>]
type internal Trajectory =
    {
        /// Epochs that had a record of this example.
        mutable Epochs: int
        /// Mean of the gold probability over the epochs so far.
        mutable Mean: float
        /// Sum of squared deviations from that mean.
        mutable Deviations: float
        mutable TimesCorrect: int
        mutable TimesForgotten: int
        /// The run's own number of the first epoch with a correct prediction; of no meaning before.
        mutable FirstLearned: int
        /// `Epochs` after the last wrong prediction, 0 before.
        mutable LastWrong: int
    }

    /// Of the last epoch so far; false before.
    member example.IsCorrect = example.LastWrong < example.Epochs

    member example.Forgetfulness =
        if example.TimesCorrect = 0 then
            Forgetfulness.NeverLearnt
        else
            Forgetfulness.Events example.TimesForgotten

    /// Population variance of the gold probability.
    member example.Variance = example.Deviations / float example.Epochs

    /// Its root, corrected for few epochs where asked for: see MetricsOptions.IncludeCi.
    member example.Variability includeCi =
        let variance = example.Variance

        if includeCi && example.Epochs > 1 then
            sqrt (variance + variance * variance / float (example.Epochs - 1))
        else
            sqrt variance

[<RequireQualifiedAccess>]
module internal Trajectory =

    /// One more record, of the epoch `epoch` in the run's own count. Mean and deviations by Welford's update: stable, and exactly 0
    /// for a constant trajectory.
    let add (example: byref<Trajectory>) epoch probability isCorrect =
        let deviation = probability - example.Mean
        let wasCorrect = example.IsCorrect
        example.Epochs <- example.Epochs + 1
        example.Mean <- example.Mean + deviation / float example.Epochs
        example.Deviations <- example.Deviations + deviation * (probability - example.Mean)

        if isCorrect then
            if example.TimesCorrect = 0 then
                example.FirstLearned <- epoch

            example.TimesCorrect <- example.TimesCorrect + 1
        else
            example.LastWrong <- example.Epochs

            if wasCorrect then
                example.TimesForgotten <- example.TimesForgotten + 1
