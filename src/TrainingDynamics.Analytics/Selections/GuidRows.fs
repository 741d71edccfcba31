namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open TrainingDynamics.Data
open TrainingDynamics.Logs

/// Lists of guids, which are text, and the rows that they name.
[<RequireQualifiedAccess>]
module GuidRows =

    /// In the list's order, a row that it names twice once. region: of a file of regions; null for any other. Raises
    /// AnalyticsException when the list cannot be read, or has a guid that is none of `guids`.
    let ofList (guids: ExampleGuid[]) (region: string | null) (path: string) =
        let rows = Dictionary<string, int>(StringComparer.Ordinal)
        guids |> Array.iteri (fun row guid -> rows.TryAdd(string guid, row) |> ignore)

        let listed =
            try
                GuidList.Read(path, region)
            with :? TextInputException as e ->
                raise (AnalyticsException(e.Message, e))

        match listed |> Seq.filter (rows.ContainsKey >> not) |> Array.ofSeq with
        | [||] -> listed |> Seq.map (fun guid -> rows[guid]) |> Seq.distinct |> Array.ofSeq
        | missing ->
            refuse
                $"{path}: found {missing.Length} of {listed.Count} guids that are none of the run's {guids.Length}, \
                      the first '{missing[0]}'; expected a list of examples of this run"
