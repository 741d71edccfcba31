namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open System.IO
open System.Text.Json
open TrainingDynamics.Logs

[<RequireQualifiedAccess>]
module SelectionFile =

    let text (json: JsonElement) = nonNull (json.GetString())

    let sizeOf (json: JsonElement) =
        match json.TryGetProperty "fraction" with
        | true, fraction -> SelectionSize.Fraction(fraction.GetDouble())
        | false, _ -> SelectionSize.Count(json.GetProperty("count").GetInt32())

    let notNull (json: JsonElement) =
        if json.ValueKind = JsonValueKind.Null then
            None
        else
            Some json

    let boundOf (infinite: float) json =
        notNull json |> Option.map _.GetDouble() |> Option.defaultValue infinite

    let requestOf (json: JsonElement) =
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

    let rec originOf (json: JsonElement) =
        let parts (json: JsonElement) =
            [| for part in json.EnumerateArray() -> originOf part |]

        match
            json.TryGetProperty "union", json.TryGetProperty "intersection", json.TryGetProperty "region"
        with
        | (true, json), _, _ -> SelectionOrigin.Union(parts json)
        | _, (true, json), _ -> SelectionOrigin.Intersection(parts json)
        | _, _, (true, name) -> SelectionOrigin.Region(text name, (json.GetProperty "proportion").GetDouble())
        | _ -> SelectionOrigin.Request(text (json.GetProperty "metric"), requestOf json)

    let pickOf (path: string) (rows: Dictionary<ExampleGuid, int>) (json: JsonElement) =
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
            raise (
                AnalyticsException
                    $"{path}: guid {guid} is none of the run's {rows.Count}, expected a selection from the same data"
            )

    let read (path: string) (table: MetricsTable) =
        let rows = Dictionary<ExampleGuid, int>()
        table.Guids |> Array.iteri (fun row guid -> rows.Add(guid, row))

        try
            use json =
                JsonDocument.Parse(RegularFile.ReadAllBytes(path, RegularFile.MostListBytes))

            {
                Picks =
                    [|
                        for pick in json.RootElement.GetProperty("examples").EnumerateArray() ->
                            pickOf path rows pick
                    |]
                Origin = originOf (json.RootElement.GetProperty "how")
            }
        with
        | :? IOException
        | :? UnauthorizedAccessException as e ->
            raise (AnalyticsException($"{path}: cannot be read: {e.Message}", e))
        | :? JsonException
        | :? KeyNotFoundException
        | :? FormatException
        | :? InvalidOperationException as e ->
            raise (
                AnalyticsException(
                    $"{path}: found no selection, expected a selection.json as td select --output-dir writes it",
                    e
                )
            )
