namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// Examples with consecutive rows, of which all epochs have gone by.
[<NoEquality; NoComparison>]
type internal FinishedExamples =
    {
        /// The first one's row in the run, 0-based.
        First: int
        /// N.
        Count: int
        /// [N], and room for more.
        Guids: ExampleGuid[]
        /// [N], and room for more.
        Golds: int[]
    }

/// What is made of a run's records while EpochScan goes through them. Rows are those of the examples that are gone through at once,
/// from 0: of all where the epochs' orders differ, else of some thousands.
[<AbstractClass>]
type internal EpochFold() =
    /// The scan begins, or begins anew: forgets everything. examples: about as many as the run has.
    abstract Start: examples: int -> unit

    /// There are rows up to `count` - 1; nothing was added to those that are new.
    abstract Reserve: count: int -> unit

    /// The `count` records from `first` on of a scored block are those of the rows from `row` on in an epoch, which counts from
    /// the first one used.
    abstract Add: block: ScoredBlock * first: int * count: int * row: int * epoch: int -> unit

    /// The examples of rows 0 to Count - 1 have all their records: takes what they gave, and empties these rows.
    abstract Finish: examples: FinishedExamples -> unit
