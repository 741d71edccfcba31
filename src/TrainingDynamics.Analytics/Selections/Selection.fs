namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open TrainingDynamics.Logs

type SelectionPick =
    {
        Guid: ExampleGuid
        Row: int
        Score: float
        Rank: int
        Reason: string
    }

[<RequireQualifiedAccess>]
type SelectionOrigin =
    | Request of score: string * request: SelectionRequest
    | Region of name: string * proportion: float
    | Union of parts: SelectionOrigin[]
    | Intersection of parts: SelectionOrigin[]
    | List of path: string * region: string option

type Selection =
    {
        Picks: SelectionPick[]
        Origin: SelectionOrigin
    }

[<RequireQualifiedAccess>]
module Selection =

    [<Literal>]
    let Bins = 50

    // The reference's share of the head, in the reference's arithmetic: int(size * 0.7).
    let headShare = 0.7

    let sizeIn name (size: SelectionSize) count =
        match size with
        | SelectionSize.Count size when size >= 1 -> size
        | SelectionSize.Count size ->
            raise (AnalyticsException $"the count of {name} is {size}, expected at least 1")
        | SelectionSize.Fraction fraction when fraction > 0.0 && fraction <= 1.0 ->
            int (fraction * float count)
        | SelectionSize.Fraction fraction ->
            raise (
                AnalyticsException $"the fraction of {name} is {fraction}, expected more than 0 and at most 1"
            )

    let goldOf (table: MetricsTable) =
        match table.Gold with
        | Some gold -> gold
        | None ->
            raise (
                AnalyticsException
                    "a metrics file does not hold the examples' classes; give the run folder, whose dynamics do"
            )

    /// How many to take from groups of these sizes: evenly, smallest group first, what it lacks going to the others.
    let share (budget: int) (sizes: int[]) =
        let taken = Array.zeroCreate<int> sizes.Length
        let mutable left = budget

        sizes
        |> Array.indexed
        |> Array.sortBy (fun (group, size) -> size, group)
        |> Array.iteri (fun place (group, size) ->
            taken[group] <- min size (left / (sizes.Length - place))
            left <- left - taken[group])

        taken

    let eligible request (score: SelectionScore) (ranking: int[]) =
        let inBand =
            match request.Band with
            | None -> ranking
            | Some band when band.Low <= band.High ->
                ranking
                |> Array.filter (fun row -> score.Values[row] >= band.Low && score.Values[row] <= band.High)
            | Some band ->
                raise (
                    AnalyticsException
                        $"the band of {score.Name} goes from {band.Low} to {band.High}, expected the lower bound first"
                )

        match request.SkipTop with
        | None -> inBand
        | Some(SelectionSize.Fraction 0.0 | SelectionSize.Count 0) -> inBand
        | Some skip ->
            inBand
            |> Array.skip (min inBand.Length (sizeIn "skipped examples" skip ranking.Length))

    /// By guid before by chance, so that the table's order does not matter.
    let shuffled (random: PythonRandom) (guids: ExampleGuid[]) (rows: int[]) =
        let rows = rows |> Array.sortWith (fun a b -> guids[a].CompareTo guids[b])
        random.Shuffle rows
        rows

    let bothEnds size (rows: int[]) =
        let head = int (float size * headShare)

        [|
            for row in Array.truncate head rows -> struct (row, "head")
            for row in Array.skip (rows.Length - (size - head)) rows -> struct (row, "tail")
        |]

    // The bin of every value; those that are not finite have none.
    let binOf (values: float[]) =
        let finite = values |> Array.filter Double.IsFinite

        if finite.Length = 0 then
            fun _ -> None
        else
            let low, high = Array.min finite, Array.max finite
            let width = (high - low) / float Bins

            fun (value: float) ->
                if not (Double.IsFinite value) then None
                elif width = 0.0 then Some 0
                else Some(min (Bins - 1) (int ((value - low) / width)))

    let stratified size seed (score: SelectionScore) guids (rows: int[]) =
        let random = PythonRandom(int64 seed)
        let bin = binOf (rows |> Array.map (fun row -> score.Values[row]))
        let bins = Array.init (Bins + 1) (fun _ -> ResizeArray<int>())

        for row in rows do
            bins[defaultArg (bin score.Values[row]) Bins].Add row

        let taken = bins |> Array.map _.Count |> share size

        let reasons =
            dict
                [
                    for bin in 0..Bins do
                        let reason =
                            if bin = Bins then
                                "never learnt"
                            else
                                $"bin {bin + 1} of {Bins}"

                        for row in bins[bin].ToArray() |> shuffled random guids |> Array.truncate taken[bin] do
                            row, reason
                ]

        rows
        |> Array.filter reasons.ContainsKey
        |> Array.map (fun row -> struct (row, reasons[row]))

    let classBalanced size (gold: int[]) (rows: int[]) =
        let classes = 1 + Array.max gold
        let sizes = Array.zeroCreate<int> classes

        for row in rows do
            sizes[gold[row]] <- sizes[gold[row]] + 1

        let left = share size sizes

        [|
            for row in rows do
                if left[gold[row]] > 0 then
                    left[gold[row]] <- left[gold[row]] - 1
                    struct (row, $"class {gold[row]}")
        |]

    let picked request score (table: MetricsTable) size (rows: int[]) =
        match request.Strategy with
        | SelectionStrategy.Ranked ->
            rows |> Array.truncate size |> Array.map (fun row -> struct (row, "head"))
        | SelectionStrategy.BothEnds -> bothEnds size rows
        | SelectionStrategy.Random ->
            let random = PythonRandom(int64 request.Seed)
            let chosen = rows |> shuffled random table.Guids |> Array.truncate size |> HashSet

            rows
            |> Array.filter chosen.Contains
            |> Array.map (fun row -> struct (row, "random"))
        | SelectionStrategy.Stratified -> stratified size request.Seed score table.Guids rows
        | SelectionStrategy.ClassBalanced -> classBalanced size (goldOf table) rows

    let select request score (table: MetricsTable) =
        let ranking = SelectionScore.ranking request.Worst score
        let size = sizeIn "selected examples" request.Size ranking.Length

        if size = 0 then
            raise (
                AnalyticsException
                    $"the selection comes to no example of {ranking.Length}; ask for a larger fraction or a count"
            )

        let rows = eligible request score ranking

        if size > rows.Length then
            raise (
                AnalyticsException
                    $"{size} examples are asked for and {rows.Length} of {ranking.Length} can be selected; \
                      ask for fewer, or widen the band and skip less"
            )

        let rank = Array.zeroCreate<int> ranking.Length
        ranking |> Array.iteri (fun place row -> rank[row] <- place + 1)

        {
            Picks =
                picked request score table size rows
                |> Array.map (fun struct (row, reason) ->
                    {
                        Guid = table.Guids[row]
                        Row = row
                        Score = score.Values[row]
                        Rank = rank[row]
                        Reason = reason
                    })
            Origin = SelectionOrigin.Request(score.Name, request)
        }

    let ofRegion name proportion (table: MetricsTable) =
        let regions = Regions.split proportion table

        let rows, scores =
            match name with
            | "easy" -> regions.Easy, table.Confidence
            | "ambiguous" when table.Epochs = Some 1 ->
                raise (
                    AnalyticsException
                        "one epoch has no variability, so nothing is ambiguous; expected two epochs or more"
                )
            | "ambiguous" -> regions.Ambiguous, table.Variability
            | "hard" -> regions.Hard, table.Confidence
            | _ -> raise (AnalyticsException $"'{name}' is no region, expected one of easy, ambiguous, hard")

        {
            Picks =
                rows
                |> Array.mapi (fun place row ->
                    {
                        Guid = table.Guids[row]
                        Row = row
                        Score = scores[row]
                        Rank = place + 1
                        Reason = name
                    })
            Origin = SelectionOrigin.Region(name, proportion)
        }

    let checkSome (selections: Selection[]) =
        if selections.Length = 0 then
            invalidArg (nameof selections) "no selection, expected at least one"

    let union (selections: Selection[]) =
        checkSome selections

        {
            Picks = selections |> Array.collect _.Picks |> Array.distinctBy _.Guid
            Origin = selections |> Array.map _.Origin |> SelectionOrigin.Union
        }

    let guidsOf (selection: Selection) =
        HashSet(selection.Picks |> Array.map _.Guid)

    let intersection (selections: Selection[]) =
        checkSome selections
        let others = selections |> Array.skip 1 |> Array.map guidsOf

        {
            Picks =
                selections[0].Picks
                |> Array.filter (fun pick -> others |> Array.forall _.Contains(pick.Guid))
            Origin = selections |> Array.map _.Origin |> SelectionOrigin.Intersection
        }

    let classCounts table (selection: Selection) =
        let gold = goldOf table
        let counts = Array.zeroCreate<int>(1 + Array.max gold)

        for pick in selection.Picks do
            counts[gold[pick.Row]] <- counts[gold[pick.Row]] + 1

        counts

    let overlap a b =
        let known = guidsOf a
        b.Picks |> Array.filter (fun pick -> known.Contains pick.Guid) |> Array.length
