namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open TrainingDynamics.Logs

/// A selected example.
type SelectionPick =
    {
        /// Its guid.
        Guid: ExampleGuid
        /// Its row in the table it was selected from, 0-based.
        Row: int
        /// Its value of the score.
        Score: float
        /// Its place in the ranking of the whole table, from 1.
        Rank: int
        /// Why it is there, in words: `head`, `tail`, `random`, `bin 3 of 50`, `never learnt`, `class 1`.
        Reason: string
    }

/// How a selection came about.
[<RequireQualifiedAccess>]
type SelectionOrigin =
    /// From a table by a score.
    | Request of score: string * request: SelectionRequest
    /// A region of a table, see Regions.
    | Region of name: string * proportion: float
    /// What is in any of the selections.
    | Union of parts: SelectionOrigin[]
    /// What is in all of the selections.
    | Intersection of parts: SelectionOrigin[]
    /// A file with a list of guids, and which of its regions where it has some.
    | List of path: string * region: string option

/// Selected examples, each guid once.
type Selection =
    {
        /// In the order of the ranking; those of both ends: the head, then the tail.
        Picks: SelectionPick[]
        /// How they were selected.
        Origin: SelectionOrigin
    }

/// Picking examples for training.
[<RequireQualifiedAccess>]
module Selection =

    /// Bins of `SelectionStrategy.Stratified`.
    [<Literal>]
    let Bins = 50

    // The reference's share of the head, in the reference's arithmetic: int(size * 0.7).
    let private headShare = 0.7

    let private sizeIn name (size: SelectionSize) count =
        match size with
        | SelectionSize.Count size when size >= 1 -> size
        | SelectionSize.Count size -> refuse $"the count of {name} is {size}, expected at least 1"
        | SelectionSize.Fraction fraction when fraction > 0.0 && fraction <= 1.0 ->
            int (fraction * float count)
        | SelectionSize.Fraction fraction ->
            refuse $"the fraction of {name} is {fraction}, expected more than 0 and at most 1"

    let private goldOf (table: MetricsTable) =
        match table.Gold with
        | Some gold -> gold
        | None ->
            refuse
                "a metrics file does not hold the examples' classes; give the run folder, whose dynamics do"

    /// How many to take from groups of these sizes: evenly, smallest group first, what it lacks going to the others.
    let private share (budget: int) (sizes: int[]) =
        let taken = Array.zeroCreate<int> sizes.Length
        let mutable left = budget

        sizes
        |> Array.indexed
        |> Array.sortBy (fun (group, size) -> size, group)
        |> Array.iteri (fun place (group, size) ->
            taken[group] <- min size (left / (sizes.Length - place))
            left <- left - taken[group])

        taken

    let private eligible request (score: SelectionScore) (ranking: int[]) =
        let inBand =
            match request.Band with
            | None -> ranking
            | Some band when band.Low <= band.High ->
                ranking
                |> Array.filter (fun row -> score.Values[row] >= band.Low && score.Values[row] <= band.High)
            | Some band ->
                refuse
                    $"the band of {score.Name} goes from {band.Low} to {band.High}, expected the lower bound first"

        match request.SkipTop with
        | None -> inBand
        | Some(SelectionSize.Fraction 0.0 | SelectionSize.Count 0) -> inBand
        | Some skip ->
            inBand
            |> Array.skip (min inBand.Length (sizeIn "skipped examples" skip ranking.Length))

    /// By guid before by chance, so that the table's order does not matter.
    let private shuffled (random: PythonRandom) (guids: ExampleGuid[]) (rows: int[]) =
        let rows = rows |> Array.sortWith (fun a b -> guids[a].CompareTo guids[b])
        random.Shuffle rows
        rows

    let private bothEnds size (rows: int[]) =
        let head = int (float size * headShare)

        [|
            for row in Array.truncate head rows -> struct (row, "head")
            for row in Array.skip (rows.Length - (size - head)) rows -> struct (row, "tail")
        |]

    // The bin of every value; those that are not finite have none.
    let private binOf (values: float[]) =
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

    let private stratified size seed (score: SelectionScore) guids (rows: int[]) =
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

    let private classBalanced size (gold: int[]) (rows: int[]) =
        let classes = 1 + Array.max gold
        let left = gold |> picked rows |> counted classes |> share size

        [|
            for row in rows do
                if left[gold[row]] > 0 then
                    left[gold[row]] <- left[gold[row]] - 1
                    struct (row, $"class {gold[row]}")
        |]

    let private chosen request score (table: MetricsTable) size (rows: int[]) =
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

    /// Exactly the asked number of examples. Random picks depend on the guids and the seed, not on the order of the
    /// table. score: [N], of that table. Raises AnalyticsException when fewer examples are left by band and skipping
    /// than asked for, when a size is out of its range or comes to no example, when the band is empty, and for
    /// `ClassBalanced` where the table has no gold.
    let select request score (table: MetricsTable) =
        let ranking = SelectionScore.ranking request.Worst score
        let size = sizeIn "selected examples" request.Size ranking.Length

        if size = 0 then
            refuse
                $"the selection comes to no example of {ranking.Length}; ask for a larger fraction or a count"

        let rows = eligible request score ranking

        if size > rows.Length then
            refuse
                $"{size} examples are asked for and {rows.Length} of {ranking.Length} can be selected; \
                      ask for fewer, or widen the band and skip less"

        let rank = Array.zeroCreate<int> ranking.Length
        ranking |> Array.iteri (fun place row -> rank[row] <- place + 1)

        {
            Picks =
                chosen request score table size rows
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

    /// A region as a selection, its score confidence, that of ambiguous variability. name: easy, ambiguous or hard.
    /// Raises AnalyticsException for another name, ArgumentException for a proportion outside of (0, 1].
    let ofRegion name proportion (table: MetricsTable) =
        let regions = Regions.split proportion table

        let rows, scores =
            match name with
            | "easy" -> regions.Easy, table.Confidence
            | "ambiguous" when table.Epochs = Some 1 ->
                refuse "one epoch has no variability, so nothing is ambiguous; expected two epochs or more"
            | "ambiguous" -> regions.Ambiguous, table.Variability
            | "hard" -> regions.Hard, table.Confidence
            | _ -> refuse $"'{name}' is no region, expected one of easy, ambiguous, hard"

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

    let private checkSome (selections: Selection[]) =
        if selections.Length = 0 then
            invalidArg (nameof selections) "no selection, expected at least one"

    /// What is in any of the selections: the first one's picks, then what each further one adds. selections: of the
    /// same data, at least one, else ArgumentException.
    let union (selections: Selection[]) =
        checkSome selections

        {
            Picks = selections |> Array.collect _.Picks |> Array.distinctBy _.Guid
            Origin = selections |> Array.map _.Origin |> SelectionOrigin.Union
        }

    let private guidsOf (selection: Selection) =
        HashSet(selection.Picks |> Array.map _.Guid)

    /// What is in all of the selections, in the first one's order and with its reasons. selections: as above. May be
    /// empty.
    let intersection (selections: Selection[]) =
        checkSome selections
        let others = selections |> Array.skip 1 |> Array.map guidsOf

        {
            Picks =
                selections[0].Picks
                |> Array.filter (fun pick -> others |> Array.forall _.Contains(pick.Guid))
            Origin = selections |> Array.map _.Origin |> SelectionOrigin.Intersection
        }

    /// Examples of each class among the selected, [C], C the table's greatest class plus one. Raises
    /// AnalyticsException where the table has no gold. table: the one selected from.
    let classCounts table (selection: Selection) =
        let gold = goldOf table
        let rows = selection.Picks |> Array.map _.Row
        gold |> picked rows |> counted (1 + Array.max gold)
