namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open System.Runtime.InteropServices
open TrainingDynamics.Logs

/// Rows of a metrics file, column by column.
[<Sealed>]
type internal MetricsFileRows() =
    let entries = MetricCatalog.entries
    let guids = ResizeArray<ExampleGuid>()
    let index = ResizeArray<int>() // -1 where the row has none
    let columns: ResizeArray<float>[] = Array.zeroCreate entries.Length
    let order = ResizeArray<int>() // of the metrics on request, as the file has them
    let mutable found: int[] = [||] // by the row that was added last, which metrics it has
    let mutable absent: int[] = [||] // and which others there are

    // Where one row may well lack what the next has: a null may be left out, and closeness can be computed.
    let mayBeAbsent =
        entries
        |> Array.map (fun entry ->
            entry.Missing = MissingValue.Null
            || entry.Name = MetricsColumn.ThresholdCloseness)

    let isColumn metric =
        not (obj.ReferenceEquals(columns[metric], null))

    let start metric =
        if not (isColumn metric) then
            columns[metric] <- ResizeArray(Seq.replicate guids.Count nan)

            if entries[metric].Definition.OnRequest then
                order.Add metric

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

    /// By row.
    member _.Guids = guids

    /// What makes it impossible that rows come behind these: a metric that one of both lacks. isThere: which metrics all of
    /// those have.
    member _.Problem(isThere: int -> bool) =
        let mutable metric = 0

        while metric < entries.Length
              && (guids.Count = 0 || mayBeAbsent[metric] || isColumn metric = isThere metric) do
            metric <- metric + 1

        if metric = entries.Length then
            null
        else
            $"{entries[metric].Name} is in some rows only; expected it in all or in none"

    /// Raises LogFormatException where the row lacks a metric that the others have, or the other way round.
    member rows.Add(row: MetricsRow) =
        // Nearly every row has what the one before has.
        if not (CollectionsMarshal.AsSpan(row.Found).SequenceEqual(ReadOnlySpan found)) then
            match rows.Problem(fun metric -> row.IsThere[metric]) with
            | null -> ()
            | problem -> raise (row.Error problem)

            for metric in row.Found do
                start metric

            found <- row.Found.ToArray()

            absent <-
                [|
                    for metric in 0 .. entries.Length - 1 do
                        if isColumn metric && not row.IsThere[metric] then
                            metric
                |]

        for metric in found do
            columns[metric].Add row.Values[metric]

        for metric in absent do
            columns[metric].Add nan

        index.Add row.Index
        guids.Add row.Guid

    /// The rows that come behind; `refuse` makes the exception of what is wrong with their first.
    member rows.Append(others: MetricsFileRows, refuse: string -> exn) =
        if others.Count > 0 then
            match rows.Problem others.IsColumn with
            | null -> ()
            | problem -> raise (refuse problem)

            for metric in others.Order do
                start metric

            for metric in 0 .. entries.Length - 1 do
                if others.IsColumn metric then
                    start metric
                    columns[metric].AddRange(others.Column metric)
                elif isColumn metric then
                    columns[metric].AddRange(Seq.replicate others.Count nan)

            index.AddRange others.Index
            guids.AddRange others.Guids

    member private _.IsColumn metric = isColumn metric
    member private _.Column metric = columns[metric]
    member private _.Order = order
    member private _.Index = index

    /// The first row of which the guid is there before. Ascending integers, which most files have, need no set.
    member _.Twin() =
        let mutable row = 1

        while row < guids.Count
              && guids[row].IsInteger
              && guids[row - 1].IsInteger
              && guids[row].Integer > guids[row - 1].Integer do
            row <- row + 1

        if row >= guids.Count then
            None
        else
            let seen = HashSet<ExampleGuid>()

            match guids.FindIndex(fun guid -> not (seen.Add guid)) with
            | -1 -> None
            | row -> Some row

    /// Of one row at least.
    member _.ToTable() =
        let required name = column name |> Option.defaultValue [||] // the row reader lets no row without it pass

        let confidence = required MetricsColumn.Confidence

        {
            Guids = guids.ToArray()
            Index = Array.init guids.Count (fun row -> if index[row] < 0 then row else index[row])
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
