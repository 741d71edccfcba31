namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

[<Struct; RequireQualifiedAccess>]
type Forgetfulness =
    | NeverLearnt
    | Events of count: int

type ExtraMetric = { Name: string; Values: float[] }

type MetricsTable =
    {
        Guids: ExampleGuid[]
        Index: int[]
        Gold: int[] option
        Epochs: int option
        ThresholdCloseness: float[]
        Confidence: float[]
        Variability: float[]
        Correctness: int[]
        Forgetfulness: Forgetfulness[] option
        Extras: ExtraMetric[]
    }

    member table.Count = table.Guids.Length

    member table.CorrectnessScale =
        match table.Epochs with
        | Some epochs -> epochs
        | None -> max 1 (Array.max table.Correctness)

[<RequireQualifiedAccess>]
module Forgetfulness =

    [<Literal>]
    let NeverLearntOnDisk = 1000

    let toDisk value =
        match value with
        | Forgetfulness.NeverLearnt -> NeverLearntOnDisk
        | Forgetfulness.Events count -> count

    let ofDisk number =
        if number = NeverLearntOnDisk then
            Forgetfulness.NeverLearnt
        else
            Forgetfulness.Events number

[<RequireQualifiedAccess>]
module MetricsTable =

    let ofEpochs guids golds epochs (confidence: float[]) variability correctness forgetfulness =
        {
            Guids = guids
            Index = Array.init (Array.length guids) id
            Gold = Some golds
            Epochs = Some epochs
            ThresholdCloseness = confidence |> Array.map (fun value -> value * (1.0 - value))
            Confidence = confidence
            Variability = variability
            Correctness = correctness
            Forgetfulness = forgetfulness |> Array.map Forgetfulness.ofDisk |> Some
            Extras = [||]
        }
