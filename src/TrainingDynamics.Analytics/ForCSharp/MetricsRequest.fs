namespace TrainingDynamics.Analytics

open System

/// MetricsOptions for C#: a new one asks for all epochs and the five metrics alone; set what differs.
[<Sealed>]
type MetricsRequest() =
    /// See MetricsOptions.First; null for all epochs.
    member val First = Nullable<int>() with get, set
    /// See MetricsOptions.Skip.
    member val Skip = 0 with get, set
    /// See MetricsOptions.IncludeCi.
    member val IncludeCi = false with get, set
    /// See MetricsOptions.AllowMissing.
    member val AllowMissing = false with get, set
    /// See MetricsOptions.Also; never null.
    member val Also: string[] = [||] with get, set

    /// The same for F#.
    member request.Options: MetricsOptions =
        {
            First = Option.ofNullable request.First
            Skip = request.Skip
            IncludeCi = request.IncludeCi
            AllowMissing = request.AllowMissing
            Also = [ for name in request.Also -> name ]
        }
