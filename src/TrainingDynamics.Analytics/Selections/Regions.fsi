namespace TrainingDynamics.Analytics

/// The three regions of the data map, as row numbers of the table, most typical first. Each has floor(proportion · N)
/// examples; they may overlap. Of one epoch, where every variability is 0, nothing is ambiguous. Source: Swayamdipta et al. 2020, section 3.
type Regions =
    {
        /// As asked for, in (0, 1].
        Proportion: float
        /// The highest confidence.
        Easy: int[]
        /// The lowest confidence.
        Hard: int[]
        /// The highest variability; none of one epoch.
        Ambiguous: int[]
    }

    /// Examples that are both easy and hard; more than 0 only for proportions above one half.
    member EasyAndHard: int

    /// Examples that are both easy and ambiguous.
    member EasyAndAmbiguous: int

    /// Examples that are both hard and ambiguous.
    member HardAndAmbiguous: int

/// Splitting a table into regions.
[<RequireQualifiedAccess>]
module Regions =

    /// What the reference takes, 0.33.
    [<Literal>]
    val DefaultProportion: float = 0.33

    /// The regions of a table, ties in the table's order. proportion: in (0, 1]; raises ArgumentException outside of it.
    val split: proportion: float -> table: MetricsTable -> Regions
