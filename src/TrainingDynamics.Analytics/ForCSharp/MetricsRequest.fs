namespace TrainingDynamics.Analytics

open System

[<Sealed>]
type MetricsRequest() =
    member val First = Nullable<int>() with get, set
    member val Skip = 0 with get, set
    member val IncludeCi = false with get, set
    member val AllowMissing = false with get, set
    member val Also: string[] = [||] with get, set

    member request.Options: MetricsOptions =
        {
            First = Option.ofNullable request.First
            Skip = request.Skip
            IncludeCi = request.IncludeCi
            AllowMissing = request.AllowMissing
            Also = [ for name in request.Also -> name ]
        }
