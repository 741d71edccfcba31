namespace TrainingDynamics.Analytics

open System

/// What a region's examples have in common.
type RegionFigures =
    {
        Examples: int
        /// Their mean confidence; NaN where there is none.
        Confidence: float
        /// Their mean variability; NaN where there is none.
        Variability: float
    }

/// The regions of `Regions.split` in a few numbers.
type RegionSummary =
    {
        /// As asked for, in (0, 1].
        Proportion: float
        /// The highest confidence.
        Easy: RegionFigures
        /// The highest variability.
        Ambiguous: RegionFigures
        /// The lowest confidence.
        Hard: RegionFigures
        EasyAndAmbiguous: int
        HardAndAmbiguous: int
        /// Examples that were never predicted correctly.
        NeverRight: int
        /// N.
        Examples: int
        /// Epochs that the metrics were computed from; null where a metrics file does not say it.
        Epochs: Nullable<int>
    }

/// Takes a table in parts, in order, and finds its regions. Of some million examples it keeps the numbers in memory, beyond in a file
/// without a name in the folder for temporary files.
[<Sealed; Class>]
type internal RegionSummaryBuilder =
    interface IDisposable

    /// Of no part yet.
    new: unit -> RegionSummaryBuilder

    /// Forgets all parts.
    member Clear: unit -> unit

    /// The rows behind those of the parts before.
    member Add: part: MetricsTable -> unit

    /// Of all parts. proportion: in (0, 1]; raises ArgumentException outside of it.
    member Summary: proportion: float -> RegionSummary

/// Regions of tables.
[<RequireQualifiedAccess>]
module internal RegionSummary =

    /// Of a table in memory.
    val ofTable: proportion: float -> table: MetricsTable -> RegionSummary
