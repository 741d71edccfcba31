namespace TrainingDynamics.Analytics

/// A column that examples are selected by.
type SelectionScore =
    {
        /// As in files and frames, e.g. `confidence`.
        Name: string
        /// [N], in the order of a table; infinite where an example was never learnt, NaN where it has no value (such an
        /// example comes after all others).
        Values: float[]
        /// True when the smallest value is the most wanted for training, as of confidence.
        LowFirst: bool
    }

/// Columns of a table as scores.
[<RequireQualifiedAccess>]
module SelectionScore =

    /// Names that `ofTable` knows.
    val names: string[]

    /// A metric of the table by its name in files. The direction is the reference's: low confidence and correctness,
    /// high variability, threshold_closeness and forgetfulness first; never learnt counts as infinitely often
    /// forgotten. Raises AnalyticsException for another name and for forgetfulness where the table has none.
    val ofTable: name: string -> table: MetricsTable -> SelectionScore

    /// Row numbers [N], most wanted first; `worst` turns the order of the values round. Ties stay in the table's order
    /// either way.
    val ranking: worst: bool -> score: SelectionScore -> int[]
