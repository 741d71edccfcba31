namespace TrainingDynamics.Analytics

open System

[<RequireQualifiedAccess>]
module Ranking =

    let ascending (keys: float[]) =
        let rows = Array.init keys.Length id

        // CompareTo puts NaN before every number, so NaN is compared by itself; the row decides between equal keys,
        // because Array.Sort does not keep their order.
        Array.Sort(
            rows,
            Comparison(fun a b ->
                match Double.IsNaN(keys[a]).CompareTo(Double.IsNaN keys[b]) with
                | 0 ->
                    match keys[a].CompareTo keys[b] with
                    | 0 -> a.CompareTo b
                    | different -> different
                | different -> different)
        )

        rows

    let descending (keys: float[]) = keys |> Array.map (~-) |> ascending

    let sizeOf proportion count =
        if not (proportion > 0.0 && proportion <= 1.0) then
            invalidArg
                (nameof proportion)
                $"the proportion is {proportion}, expected more than 0 and at most 1"

        int (proportion * float count)
