namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open TrainingDynamics.Logs

/// The rows of a metrics file as they are read, column by column.
[<Sealed>]
type internal MetricsFileRows() =
    let entries = MetricCatalog.entries
    let guids = ResizeArray<ExampleGuid>()
    let index = ResizeArray<int>()
    let columns: ResizeArray<float>[] = Array.zeroCreate entries.Length
    let order = ResizeArray<int>() // of the metrics on request, as the file has them
    let seen = HashSet<ExampleGuid>()

    // Where one row may well lack what the next has: a null may be left out, and closeness can be computed.
    let mayBeAbsent (entry: MetricEntry) =
        entry.Missing = MissingValue.Null
        || entry.Name = MetricsColumn.ThresholdCloseness

    let isColumn metric =
        not (obj.ReferenceEquals(columns[metric], null))

    let start metric =
        columns[metric] <- ResizeArray(Seq.replicate guids.Count nan)

        if entries[metric].Definition.OnRequest then
            order.Add metric

    let checkUniform (row: MetricsRow) =
        for metric in 0 .. entries.Length - 1 do
            let entry = entries[metric]

            if isColumn metric <> row.IsThere[metric] && not (mayBeAbsent entry) then
                raise (row.Error $"{entry.Name} is in some rows only; expected it in all or in none")

    let column name =
        let metric = entries |> Array.findIndex (fun entry -> entry.Name = name)

        if isColumn metric then
            Some(columns[metric].ToArray())
        else
            None

    let closeness (confidence: float[]) =
        let computed = confidence |> Array.map (fun c -> c * (1.0 - c))

        match column MetricsColumn.ThresholdCloseness with
        | None -> computed
        | Some read -> Array.map2 (fun read c -> if Double.IsNaN read then c else read) read computed

    let forgetfulness value =
        if Double.IsNaN value then
            Forgetfulness.NeverLearnt
        else
            Forgetfulness.Events(int value)

    member _.Count = guids.Count

    /// Raises LogFormatException when the guid is there twice or a metric in some rows only.
    member _.Add(row: MetricsRow) =
        if not (seen.Add row.Guid) then
            raise (row.Error "there twice in this file; a metrics file holds every example once")

        if guids.Count > 0 then
            checkUniform row

        for metric in row.Found do
            if not (isColumn metric) then
                start metric

        for metric in 0 .. entries.Length - 1 do
            if isColumn metric then
                columns[metric].Add row.Values[metric]

        index.Add(if row.Index < 0 then guids.Count else row.Index)
        guids.Add row.Guid

    /// The rows of a scanned block, all of which and all other blocks have the layout; twins are not looked for.
    member _.AddBlock(layout: MetricsLayout, block: MetricsLineBlock) =
        for field in 0 .. layout.Fields.Length - 1 do
            match layout.Fields[field] with
            | MetricsField.Metric metric ->
                if not (isColumn metric) then
                    start metric

                columns[metric].AddRange(ReadOnlySpan(block.Values[field], 0, block.Count))
            | MetricsField.Guid
            | MetricsField.Index -> ()

        for row in 0 .. block.Count - 1 do
            index.Add(
                if block.Index[row] < 0 then
                    index.Count
                else
                    block.Index[row]
            )

        guids.AddRange(ReadOnlySpan(block.Guids, 0, block.Count))

    /// Whether no guid is there twice. Ascending integers, which most files have, need no set.
    member _.AreGuidsDistinct() =
        let mutable row = 1

        while row < guids.Count
              && guids[row].IsInteger
              && guids[row - 1].IsInteger
              && guids[row].Integer > guids[row - 1].Integer do
            row <- row + 1

        row >= guids.Count || HashSet(guids).Count = guids.Count

    /// Of one row at least.
    member _.ToTable() =
        let required name = column name |> Option.defaultValue [||] // the row reader lets no row without it pass

        let confidence = required MetricsColumn.Confidence

        {
            Guids = guids.ToArray()
            Index = index.ToArray()
            Gold = None
            Epochs = None
            ThresholdCloseness = closeness confidence
            Confidence = confidence
            Variability = required MetricsColumn.Variability
            Correctness = required MetricsColumn.Correctness |> Array.map int
            Forgetfulness = column MetricsColumn.Forgetfulness |> Option.map (Array.map forgetfulness)
            Extras =
                [|
                    for metric in order ->
                        {
                            Name = entries[metric].Name
                            Values = columns[metric].ToArray()
                        }
                |]
        }
