namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// What is kept of one example while the epochs go by: its size does not depend on their number.
[<Struct; NoEquality; NoComparison>]
type internal Trajectory =
    {
        Guid: ExampleGuid
        Gold: int
        /// The first file that has the example, and its 1-based line there; for error messages.
        FirstFile: string
        FirstLine: int64
        /// The last epoch that had a record of this example, counted from the first one used; -1 before.
        mutable LastEpoch: int
        /// Epochs that had a record of this example.
        mutable Epochs: int
        /// Mean of the gold probability over the epochs so far.
        mutable Mean: float
        /// Sum of squared deviations from that mean.
        mutable Deviations: float
        mutable TimesCorrect: int
        mutable TimesForgotten: int
        /// The run's own number of the first epoch with a correct prediction, -1 before.
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
