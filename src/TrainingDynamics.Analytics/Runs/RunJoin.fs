namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open System.Globalization
open System.IO
open TrainingDynamics.Data
open TrainingDynamics.Logs

/// What makes examples of several runs the same.
[<RequireQualifiedAccess>]
type JoinBy =
    /// Their guids.
    | Guid
    /// Their texts, by hash.
    | Text

/// The examples that several runs share. Rows are those of the runs' tables.
type RunJoin =
    {
        By: JoinBy
        /// [runs][M]: entry i of each is the same example, in the first run's order.
        Rows: int[][]
        /// [runs]: rows of an example that some run lacks, in the run's order.
        Unmatched: int[][]
        /// [runs]: rows of an example that all have but with a text that occurs more than once in one of them, so that
        /// nobody can say which is which; empty when joined by guid.
        LeftOut: int[][]
        /// Joined by guid: the entries [M] that have another text in one run than in the first. Empty where the runs'
        /// files are the same bytes, and where texts are not known.
        OtherText: int[]
    }

/// What becomes of a row.
[<Struct; RequireQualifiedAccess>]
type internal Fate =
    | Shared
    | LeftOut
    | Unmatched

/// Joining runs, in one way for all who compare or aggregate them.
[<RequireQualifiedAccess>]
module RunJoin =

    /// Stands for the row of a key that several rows have.
    [<Literal>]
    let private Several = -1

    let private index (keys: 'key voption[]) =
        let rows = Dictionary<'key, int>()

        keys
        |> Array.iteri (fun row key ->
            match key with
            | ValueSome key -> rows[key] <- if rows.ContainsKey key then Several else row
            | ValueNone -> ())

        rows

    let private fate (indexes: Dictionary<'key, int>[]) key =
        match key with
        | ValueNone -> Fate.Unmatched
        | ValueSome key ->
            let mutable fate = Fate.Shared

            for index in indexes do
                match index.TryGetValue key with
                | false, _ -> fate <- Fate.Unmatched
                | true, row ->
                    if row = Several && fate = Fate.Shared then
                        fate <- Fate.LeftOut

            fate

    let private joinBy by (keys: 'key voption[][]) =
        let indexes = keys |> Array.map index
        let fates = keys |> Array.map (Array.map (fate indexes))

        let rowsOf wanted =
            fates
            |> Array.map (fun fates ->
                [|
                    for row in 0 .. fates.Length - 1 do
                        if fates[row] = wanted then
                            row
                |])

        let shared =
            Array.zip keys[0] fates[0]
            |> Array.choose (fun (key, fate) ->
                if fate = Fate.Shared then
                    ValueOption.toOption key
                else
                    None)

        {
            By = by
            Rows = indexes |> Array.map (fun index -> shared |> Array.map (fun key -> index[key]))
            Unmatched = rowsOf Fate.Unmatched
            LeftOut = rowsOf Fate.LeftOut
            OtherText = [||]
        }

    let private sharing what expected join =
        if join.Rows[0].Length = 0 then
            refuse $"the runs share no {what}, expected {expected}"

        join

    /// By guid, a number and a string of the same text being different guids. guids: [runs][N of the run]. Raises
    /// AnalyticsException when the runs share none.
    let byGuid (guids: ExampleGuid[][]) =
        let firsts =
            guids
            |> Array.map (fun guids -> if guids.Length = 0 then "none" else string guids[0])

        let begins = String.Join(", ", firsts)

        guids
        |> Array.map (Array.map ValueSome)
        |> joinBy JoinBy.Guid
        |> sharing $"guid (they begin with {begins})" "runs over the same data"

    /// By text hash; ValueNone where an example's is not known. Raises AnalyticsException when the runs share none.
    let byText (hashes: UInt128 voption[][]) =
        joinBy JoinBy.Text hashes
        |> sharing "text that is there once" "runs over data that have examples in common"

    let private hashes (runs: RunExamples[]) guids =
        Array.map2
            (fun (run: RunExamples) guids ->
                guids
                |> Array.map (fun guid ->
                    match Option.ofNullable (run.HashOf guid) with
                    | Some hash -> ValueSome hash
                    | None -> ValueNone))
            runs
            guids

    let private knowsRows (runs: RunExamples[]) =
        runs |> Array.forall (fun run -> isNull run.RowTrouble)

    let private ofSameBytes (runs: RunExamples[]) =
        let first = runs[0].SourceSha256

        not (String.IsNullOrEmpty first)
        && runs |> Array.forall (fun run -> run.SourceSha256 = first)

    let private otherText runs (guids: ExampleGuid[][]) join =
        if ofSameBytes runs || not (knowsRows runs) then
            join
        else
            let hashes = hashes runs guids
            let hashOf run entry = hashes[run][join.Rows[run][entry]]

            let isOther entry =
                [ 1 .. runs.Length - 1 ]
                |> List.exists (fun run ->
                    match hashOf 0 entry, hashOf run entry with
                    | ValueSome first, ValueSome other -> first <> other
                    | _ -> false)

            { join with
                OtherText = [| 0 .. join.Rows[0].Length - 1 |] |> Array.filter isOther
            }

    let private ofTexts (runs: RunExamples[]) guids =
        match runs |> Array.tryFind (fun run -> not (isNull run.RowTrouble)) with
        | Some run ->
            refuse
                $"{run.Run}: its examples cannot be joined by text: {run.RowTrouble}; guids are row numbers of \
                      different files, so pass --join guid only where the same rows stand in the same places"
        | None -> byText (hashes runs guids)

    // Ids may be numbers that each file gives its rows anew.
    let private ofIds runs guids =
        let join = otherText runs guids (byGuid guids)
        let same = join.Rows[0].Length - join.OtherText.Length

        if join.OtherText.Length <= same then
            join
        else
            let texts = joinBy JoinBy.Text (hashes runs guids)
            if texts.Rows[0].Length > same then texts else join

    let private chosen (runs: RunExamples[]) guids =
        let areIds =
            runs |> Array.map (fun run -> Option.ofNullable run.HasOwnIds) |> Array.distinct

        match areIds with
        | [| Some true |] when not (ofSameBytes runs) -> ofIds runs guids
        | [| Some _ |] when ofSameBytes runs -> byGuid guids
        | _ when areIds |> Array.contains None -> byGuid guids
        | _ -> ofTexts runs guids

    let private refuseTwice (runs: RunExamples[]) =
        let place (run: RunExamples) =
            if Directory.Exists run.Run then
                RunFolder.Of(run.Run).Path
            else
                run.Run

        for i in 1 .. runs.Length - 1 do
            for j in 0 .. i - 1 do
                if FileStatus.Of(place runs[i]).IsSameFile(FileStatus.Of(place runs[j])) then
                    refuse
                        $"{runs[j].Run} and {runs[i].Run} are the same run, expected different ones; leave one out"

    /// As asked for, else by guid where the runs' files are the same bytes, where their guids are ids that the files
    /// have, and where nothing says what they were trained on; by text where guids are row numbers of different files,
    /// or where ids mean other texts for most examples and the texts find more. runs: [runs], where each was trained;
    /// guids: [runs][N of the run]. Raises AnalyticsException when one run is given twice, the runs share no example,
    /// or they have to be joined by text and the texts of one cannot be had.
    let ofRuns asked (runs: RunExamples[]) (guids: ExampleGuid[][]) =
        refuseTwice runs

        try
            match asked with
            | Some JoinBy.Guid -> otherText runs guids (byGuid guids)
            | Some JoinBy.Text -> ofTexts runs guids
            | None -> chosen runs guids
        with :? TextInputException as e ->
            raise (AnalyticsException(e.Message, e))

    /// One line for people: `joined by text: 1,199 examples, 12 with a text that occurs more than once left out`.
    let describe join =
        let number (count: int) =
            count.ToString("N0", CultureInfo.InvariantCulture)

        let count = number join.Rows[0].Length

        match join.By with
        | JoinBy.Guid when join.OtherText.Length = 0 -> $"joined by guid: {count} examples"
        | JoinBy.Guid ->
            $"joined by guid: {count} examples, {number join.OtherText.Length} of them with another text"
        | JoinBy.Text ->
            match join.LeftOut |> Array.map Array.length |> Array.max with
            | 0 -> $"joined by text: {count} examples"
            | leftOut ->
                $"joined by text: {count} examples, {number leftOut} with a text that occurs more than once left out"

    /// The tables with the golds of all but the first renumbered, so that a class of one name has one number: the
    /// first run's; a class that it lacks gets a number beyond. Unchanged where the names are not known.
    let withClassesOfFirst (runs: RunExamples[]) (tables: MetricsTable[]) =
        let first = List.ofSeq runs[0].LabelNames

        let renumbered (run: RunExamples) (table: MetricsTable) =
            let names = List.ofSeq run.LabelNames

            if first.IsEmpty || names.IsEmpty || names = first then
                table
            else
                let known = first @ (names |> List.except first)

                let numbers =
                    names |> List.map (fun name -> List.findIndex ((=) name) known) |> Array.ofList

                { table with
                    Gold =
                        table.Gold
                        |> Option.map (
                            Array.map (fun gold ->
                                if gold >= 0 && gold < numbers.Length then
                                    numbers[gold]
                                else
                                    gold)
                        )
                }

        Array.map2 renumbered runs tables
