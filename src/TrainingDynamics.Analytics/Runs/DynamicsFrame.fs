namespace TrainingDynamics.Analytics

open System
open System.IO
open Deedle
open TrainingDynamics.Logs

[<RequireQualifiedAccess>]
module DynamicsFrame =

    let addCounts name keys (values: float[]) (frame: Frame<string, string>) =
        if values |> Array.exists Double.IsNaN then
            let counts =
                values
                |> Array.map (fun value -> if Double.IsNaN value then None else Some(int value))

            frame.AddColumn(name, Series.ofOptionalObservations (Array.zip keys counts))
        else
            frame.AddColumn(name, values |> Array.map int)

    let addColumn keys (frame: Frame<string, string>) (entry: MetricEntry, values: float[]) =
        match entry.Kind with
        | MetricKind.Number _ -> frame.AddColumn(entry.Name, values)
        | MetricKind.Count -> addCounts entry.Name keys values frame
        | MetricKind.Flag -> frame.AddColumn(entry.Name, values |> Array.map (fun value -> value <> 0.0))

        if entry.Name = MetricsColumn.Forgetfulness then
            frame.AddColumn(MetricsColumn.NeverLearnt, values |> Array.map Double.IsNaN)

    let ofTable (table: MetricsTable) : Frame<string, string> =
        let keys = table.Guids |> Array.map string
        let frame = Frame.ofRowKeys keys
        frame.AddColumn(MetricsColumn.Index, table.Index)

        table.Gold
        |> Option.iter (fun gold -> frame.AddColumn(MetricsColumn.Gold, gold))

        for entry, values in MetricCatalog.columns table do
            // Beside forgetfulness the frame has never_learnt already.
            if not (frame.ColumnKeys |> Seq.contains entry.Name) then
                addColumn keys frame (entry, values)

        frame

    let loadWith options path =
        path |> MetricsFile.readOrComputeWith options |> ofTable

    let load path = loadWith Metrics.defaults path

    /// [N], NaN where missing.
    let valuesOf metric (frame: Frame<string, string>) =
        let entry = MetricCatalog.find metric

        if not (frame.ColumnKeys |> Seq.contains metric) then
            raise (
                AnalyticsException
                    $"the frame has no column {metric}; load it with {{ Metrics.defaults with Also = [ \"{metric}\" ] }}"
            )

        let values =
            match entry.Kind with
            | MetricKind.Flag ->
                frame.GetColumn<bool> metric
                |> Series.mapValues (fun flag -> if flag then 1.0 else 0.0)
            | _ -> frame.GetColumn<float> metric

        values
        |> Series.observationsAll
        |> Seq.map (fun (_, value) -> Option.defaultValue nan value)
        |> Array.ofSeq

    /// The keys of the `count` rows with the smallest numbers, ties in the frame's order.
    let smallest count (numbers: float[]) (frame: Frame<string, string>) =
        let keys = Array.ofSeq frame.RowKeys

        Ranking.ascending numbers
        |> Array.truncate count
        |> Array.map (fun row -> keys[row])

    let worst metric count (frame: Frame<string, string>) =
        let sign =
            if (MetricCatalog.find metric).Definition.LowIsSuspicious then
                1.0
            else
                -1.0

        let numbers =
            valuesOf metric frame
            |> Array.map (fun value -> if Double.IsNaN value then -infinity else sign * value)

        frame |> Frame.sliceRows (smallest count numbers frame)

    let byRegion proportion (frame: Frame<string, string>) =
        let size = Ranking.sizeOf proportion frame.RowCount
        let confidence = valuesOf MetricsColumn.Confidence frame
        let variability = valuesOf MetricsColumn.Variability frame

        let region numbers =
            frame |> Frame.sliceRows (smallest size numbers frame)

        Series.ofObservations
            [
                "easy", region (confidence |> Array.map (~-))
                "ambiguous", region (variability |> Array.map (~-))
                "hard", region confidence
            ]

    let join path (texts: Frame<string, string>) (frame: Frame<string, string>) =
        let known = Collections.Generic.HashSet texts.RowKeys

        match
            frame.RowKeys
            |> Seq.filter (fun guid -> not (known.Contains guid))
            |> List.ofSeq
        with
        | [] -> ()
        | first :: others ->
            raise (
                LogFormatException(
                    path,
                    0L,
                    $"{1 + others.Length} of {frame.RowCount} guids are not in it, {first} first; is it the data of \
                      this run, and do its guids stand in the column that was taken (see withTextsBy)?"
                )
            )

        let own = Set.ofSeq frame.ColumnKeys

        let added =
            [
                for column in texts.ColumnKeys do
                    if not (own.Contains column) then
                        column
            ]

        frame.Join(texts |> Frame.sliceCols added, JoinKind.Left)

    let withTexts path frame =
        let texts =
            if Directory.Exists path then
                ExampleTexts.ofRun path
            else
                ExampleTexts.read path

        join path texts frame

    let withTextsBy guidColumn path frame =
        join path (ExampleTexts.readBy guidColumn path) frame
