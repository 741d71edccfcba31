namespace TrainingDynamics.Analytics

open System

/// MetricsOptions for C#: a new one asks for all epochs and the five metrics alone; set what differs.
[<Sealed>]
type MetricsRequest =

    /// As MetricsOptions.defaults.
    new: unit -> MetricsRequest

    /// See MetricsOptions.First; null for all epochs.
    member First: Nullable<int> with get, set

    /// See MetricsOptions.Skip.
    member Skip: int with get, set

    /// See MetricsOptions.IncludeCi.
    member IncludeCi: bool with get, set

    /// See MetricsOptions.AllowMissing.
    member AllowMissing: bool with get, set

    /// See MetricsOptions.Also; never null.
    member Also: string[] with get, set

    /// The same for F#.
    member Options: MetricsOptions
