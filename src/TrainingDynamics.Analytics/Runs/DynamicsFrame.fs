namespace TrainingDynamics.Analytics

open System
open System.IO
open Deedle
open TrainingDynamics.Logs

/// Metrics as a Deedle frame: one row per example, keyed by the guid's text; columns named as on disk.
[<RequireQualifiedAccess>]
module DynamicsFrame =

    let private addCounts name keys (values: float[]) (frame: Frame<string, string>) =
        if values |> Array.exists Double.IsNaN then
            let counts =
                values
                |> Array.map (fun value -> if Double.IsNaN value then None else Some(int value))

            frame.AddColumn(name, Series.ofOptionalObservations (Array.zip keys counts))
        else
            frame.AddColumn(name, values |> Array.map int)

    let private addColumn keys (frame: Frame<string, string>) (entry: MetricEntry, values: float[]) =
        match entry.Kind with
        | MetricKind.Number _ -> frame.AddColumn(entry.Name, values)
        | MetricKind.Count -> addCounts entry.Name keys values frame
        | MetricKind.Flag -> frame.AddColumn(entry.Name, values |> Array.map (fun value -> value <> 0.0))

        if entry.Name = MetricsColumn.Forgetfulness then
            frame.AddColumn(MetricsColumn.NeverLearnt, values |> Array.map Double.IsNaN)

    /// Columns index, gold, correctness, forgetfulness: int; threshold_closeness, confidence, variability: float;
    /// never_learnt: bool; then the table's metrics on request: float, int for counts, bool for flags. forgetfulness
    /// and first_learned are missing where an example was never learnt, so a mean over them is one of counts; columns
    /// that the table lacks (gold, forgetfulness with never_learnt) are left out. Raises Deedle's
    /// DuplicateKeyException when an integer and a string guid have the same text.
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

    /// The same with options, such as `{ Metrics.defaults with Also = [ "aum"; "mean_loss" ] }`. Raises what
    /// `MetricsFile.readOrComputeWith` raises.
    let loadWith options path =
        path |> MetricsFile.readOrComputeWith options |> ofTable

    /// The frame of a run folder, its training_dynamics folder or a metrics file. Raises what
    /// `MetricsFile.readOrCompute` raises.
    let load path = loadWith Metrics.defaults path

    /// [N], NaN where missing.
    let private valuesOf metric (frame: Frame<string, string>) =
        let entry = MetricCatalog.find metric

        if not (frame.ColumnKeys |> Seq.contains metric) then
            refuse
                $"the frame has no column {metric}; load it with {{ Metrics.defaults with Also = [ \"{metric}\" ] }}"

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
    let private smallest count (numbers: float[]) (frame: Frame<string, string>) =
        let keys = Array.ofSeq frame.RowKeys

        Ranking.ascending numbers
        |> Array.truncate count
        |> Array.map (fun row -> keys[row])

    /// The `count` rows that a metric makes most suspicious (all, if there are fewer), the worst first: from the low or
    /// the high end as its definition says, before them the examples that were never learnt where the metric has no
    /// value for these. Ties stay in the frame's order. Raises AnalyticsException when there is no such metric or
    /// the frame lacks it.
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

    /// The regions of `Regions.split` as frames by the names easy, ambiguous and hard, each with its most typical
    /// examples first; they may overlap. proportion: in (0, 1]; raises ArgumentException outside of it,
    /// AnalyticsException when the frame lacks confidence or variability.
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

    let private join path (texts: Frame<string, string>) (frame: Frame<string, string>) =
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

    /// Adds the columns of the run's data file, joined by guid. path: a data file as `ExampleTexts.read`
    /// takes it, or a run folder (or its training_dynamics folder), whose manifest names the file. A column that the
    /// frame has already stays the frame's. Raises what `ExampleTexts` raises; LogFormatException also when a guid of
    /// the frame is not in the file.
    let withTexts path frame =
        let texts =
            if Directory.Exists path then
                ExampleTexts.ofRun path
            else
                ExampleTexts.read path

        join path texts frame

    /// The same for a file whose guids stand in the column of that name.
    let withTextsBy guidColumn path frame =
        join path (ExampleTexts.readBy guidColumn path) frame
