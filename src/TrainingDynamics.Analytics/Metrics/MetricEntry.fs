namespace TrainingDynamics.Analytics

/// How a metric's values are written and read.
[<RequireQualifiedAccess>]
type internal MetricKind =
    | Number of least: float * greatest: float
    | Count
    | Flag

/// What files hold where an example has no value (NaN in a column).
[<RequireQualifiedAccess>]
type internal MissingValue =
    | Never
    | Null
    | Number of int

/// Where a metric's values come from.
[<RequireQualifiedAccess>]
type internal Computation =
    /// A column that every table has room for.
    | Column of (MetricsTable -> float[] option)
    /// What is kept of every example anyway.
    | Kept of (Trajectory -> float)
    /// The mean over the example's epochs of a number that each record gives.
    | Mean of (RecordOutputs -> float)
    /// The number that the example's last record gives.
    | Last of (RecordOutputs -> float)
    /// The entropy of the mean distribution less the mean entropy; alone in needing [N, C] numbers.
    | Disagreement

/// One line of the catalog.
[<NoEquality; NoComparison>]
type internal MetricEntry =
    {
        Definition: MetricDefinition
        Kind: MetricKind
        Missing: MissingValue
        Computation: Computation
    }

    member entry.Name = entry.Definition.Name
