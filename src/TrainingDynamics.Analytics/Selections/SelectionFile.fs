namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open System.IO
open System.Text.Json
open TrainingDynamics.Logs

/// `selection.json`, which lies beside every training set that was selected.
[<RequireQualifiedAccess>]
module SelectionFile =

    let private text (json: JsonElement) = nonNull (json.GetString())

    let private sizeOf (json: JsonElement) =
        match json.TryGetProperty "fraction" with
        | true, fraction -> SelectionSize.Fraction(fraction.GetDouble())
        | false, _ -> SelectionSize.Count(json.GetProperty("count").GetInt32())

    let private notNull (json: JsonElement) =
        if json.ValueKind = JsonValueKind.Null then
            None
        else
            Some json

    let private boundOf (infinite: float) json =
        notNull json |> Option.map _.GetDouble() |> Option.defaultValue infinite

    let private requestOf (json: JsonElement) =
        let property (name: string) = json.GetProperty name
        let strategy = text (property "strategy")

        {
            Strategy =
                SelectionJson.strategies
                |> List.find (fun known -> SelectionJson.strategyName known = strategy)
            Size = sizeOf (property "size")
            Worst = (property "worst").GetBoolean()
            Band =
                notNull (property "band")
                |> Option.map (fun band ->
                    {
                        Low = boundOf -infinity (band.GetProperty "low")
                        High = boundOf infinity (band.GetProperty "high")
                    })
            SkipTop = notNull (property "skip_top") |> Option.map sizeOf
            Seed = (property "seed").GetInt32()
        }

    let rec private originOf (json: JsonElement) =
        let parts (json: JsonElement) =
            [| for part in json.EnumerateArray() -> originOf part |]

        let has (name: string) =
            match json.TryGetProperty name with
            | true, value -> Some value
            | false, _ -> None

        match has "union", has "intersection", has "region", has "list" with
        | Some json, _, _, _ -> SelectionOrigin.Union(parts json)
        | _, Some json, _, _ -> SelectionOrigin.Intersection(parts json)
        | _, _, Some name, _ -> SelectionOrigin.Region(text name, (json.GetProperty "proportion").GetDouble())
        | _, _, _, Some path ->
            SelectionOrigin.List(text path, has "list_region" |> Option.bind notNull |> Option.map text)
        | _ -> SelectionOrigin.Request(text (json.GetProperty "metric"), requestOf json)

    let private pickOf (path: string) (rows: Dictionary<ExampleGuid, int>) (json: JsonElement) =
        let value = json.GetProperty "guid"

        let guid =
            if value.ValueKind = JsonValueKind.Number then
                ExampleGuid.FromInteger(value.GetInt64())
            else
                ExampleGuid.FromText(text value)

        match rows.TryGetValue guid with
        | true, row ->
            {
                Guid = guid
                Row = row
                Score = boundOf nan (json.GetProperty "score")
                Rank = (json.GetProperty "rank").GetInt32()
                Reason = text (json.GetProperty "reason")
            }
        | false, _ ->
            refuse
                $"{path}: guid {guid} is none of the run's {rows.Count}, expected a selection from the same data"

    let private selectionOf (path: string) (table: MetricsTable) (json: JsonElement) =
        let rows = Dictionary<ExampleGuid, int>()
        table.Guids |> Array.iteri (fun row guid -> rows.Add(guid, row))

        try
            {
                Picks =
                    [|
                        for pick in json.GetProperty("examples").EnumerateArray() -> pickOf path rows pick
                    |]
                Origin = originOf (json.GetProperty "how")
            }
        with
        | :? KeyNotFoundException
        | :? FormatException
        | :? InvalidOperationException as e ->
            raise (
                AnalyticsException(
                    $"{path}: found no selection, expected a selection.json as td select --output-dir writes it, or \
                      another list of guids",
                    e
                )
            )

    let private listOf (region: string option) (path: string) (table: MetricsTable) =
        {
            Picks =
                GuidRows.ofList table.Guids (Option.toObj region) path
                |> Array.mapi (fun place row ->
                    {
                        Guid = table.Guids[row]
                        Row = row
                        Score = nan
                        Rank = place + 1
                        Reason = "listed"
                    })
            Origin = SelectionOrigin.List(path, region)
        }

    // None where the file is not one JSON object that says how its examples were selected.
    let private tryParse (path: string) =
        let bytes = RegularFile.ReadAllBytes(path, RegularFile.MostListBytes)

        try
            let json = JsonDocument.Parse bytes

            match json.RootElement.ValueKind with
            | JsonValueKind.Object when fst (json.RootElement.TryGetProperty "how") -> Some json
            | _ ->
                json.Dispose()
                None
        with :? JsonException ->
            None

    /// The selection that a selection.json records, or the examples that any other list of guids names (see GuidList), its
    /// rows looked up in the table by guid. region: of a file of regions; null for any other. Raises AnalyticsException,
    /// naming the file, when it cannot be read, is no such file, or has a guid that the table lacks.
    let read (region: string | null) (path: string) (table: MetricsTable) =
        try
            match tryParse path, region with
            | None, _ -> listOf (Option.ofObj region) path table
            | Some _, NonNull region ->
                refuse $"{path}: found a selection, which has no region '{region}'; leave --region out"
            | Some json, _ -> using json (fun json -> selectionOf path table json.RootElement)
        with
        | :? IOException
        | :? UnauthorizedAccessException as e ->
            raise (AnalyticsException($"{path}: cannot be read: {e.Message}", e))
