namespace TrainingDynamics.Review

open System
open System.Collections.Generic
open TrainingDynamics.Analytics
open TrainingDynamics.Data
open TrainingDynamics.Logs

/// One row of the training file that changes.
type FixedRow =
    {
        /// 0-based in the file.
        Row: int
        /// 1-based line where it begins; null in a binary file.
        Line: Nullable<int>
        /// What was asked for, the given label filled in.
        Correction: Correction
        /// The label as the file spells it.
        Was: string
        /// The new one as the file spells it; empty: the row is removed.
        Is: string
        /// See TextHash.
        TextHash: string
    }

/// A training file and what is to change in it.
type FixPlan =
    {
        /// The file as it is now.
        Source: DataFileRecord
        /// Its rows.
        Table: DataTable
        /// Column of the label.
        Column: int
        /// In the file's order.
        Rows: FixedRow[]
        /// Row → the row that gives the new label.
        Donors: Dictionary<int, int>
        /// Rows that are left out.
        Removed: HashSet<int>
        /// Corrections that the file has already.
        Already: int
        /// Names of the classes, [C].
        Labels: string[]
        /// Rows of each class, [C].
        Before: int[]
        /// The same after it, [C].
        After: int[]
    }

/// Finding the rows of corrections in a training file.
[<RequireQualifiedAccess>]
module FixPlan =

    /// The classes of the file's labels, each distinct spelling judged once. The names of the run, or where it has none the
    /// spellings themselves in their order.
    let private classesOf (names: string[]) (table: DataTable) column =
        let known = Dictionary<string, int>()

        let names =
            if names.Length > 0 then
                names
            else
                table.Rows
                |> Seq.map (fun row -> row[column].Text)
                |> Seq.filter (fun text -> text.Length > 0)
                |> Seq.distinct
                |> Array.ofSeq
                |> Array.sortWith (fun a b -> String.CompareOrdinal(a, b))

        let classOf (cell: Cell) =
            match known.TryGetValue cell.Text with
            | true, label -> label
            | false, _ ->
                let label =
                    match names |> Array.tryFindIndex ((=) cell.Text) with
                    | Some exact -> exact
                    | None ->
                        [| 0 .. names.Length - 1 |]
                        |> Array.tryFind (fun gold -> SourceCheck.IsLabel(cell, gold, names))
                        |> Option.defaultValue -1

                known.Add(cell.Text, label)
                label

        names, Array.init table.RowCount (fun row -> classOf table[row].[column])

    let private rowsByGuid (table: DataTable) guidColumn =
        let rows = Dictionary<string, int>(StringComparer.Ordinal)

        for row in table.Rows do
            let guid = table.GuidAt(row, guidColumn)

            if not (rows.TryAdd(guid, row.Number)) then
                // Only a correction of it would be a question.
                rows[guid] <- -1

        rows

    let private hashAt (table: DataTable) (layout: DataFileLayout) =
        match table.ColumnOf layout.Text, layout.Pair with
        | -1, _ -> fun _ -> ""
        | text, null -> fun row -> TextHash.ToHex(TextHash.Of(table[row].[text].Text, null))
        | text, pair ->
            match table.ColumnOf pair with
            | -1 -> fun _ -> ""
            | pair ->
                fun row ->
                    let row = table[row]
                    TextHash.ToHex(TextHash.Of(row[text].Text, row[pair].Text))

    let private shown (problems: string list) total =
        let first = problems |> List.truncate 3 |> String.concat "; "

        if total > 3 then
            $"{first}; and {total - 3} more"
        else
            first

    /// source: as the run recorded it, at the path where it lies now. names: of the run's classes, empty where they are not
    /// known. A file with another SHA-256 than recorded is taken where every row to change is what it was: its text by hash,
    /// its label by the given one. Raises AnalyticsException, row by row, where one is not, for a guid that the file lacks
    /// or has twice, a label that no row of the file has, and where no row would be left; TextInputException where the
    /// file cannot be read.
    let make (source: DataFileRecord) (names: string[]) (corrections: Correction[]) =
        let layout =
            match source.Layout with
            | null ->
                refuse
                    $"{source.Path}: how the run read it is not recorded; train again, or mend the file by hand"
            | layout -> layout

        let table = DataFileLayouts.Read source
        let column = table.RequiredColumn layout.Label
        let names, classes = classesOf names table column
        let hash = hashAt table layout

        let rows =
            rowsByGuid
                table
                (match layout.Guid with
                 | null -> -1
                 | guid -> table.RequiredColumn guid)

        let donors = Array.create names.Length -1

        for row in table.RowCount - 1 .. -1 .. 0 do
            if classes[row] >= 0 then
                donors[classes[row]] <- row

        let nameAt row =
            if classes[row] < 0 then
                table[row].[column].Text
            else
                names[classes[row]]

        let donorOf (correction: Correction) =
            let label =
                match names |> Array.tryFindIndex ((=) correction.New) with
                | Some label -> label
                | None ->
                    [| 0 .. table.RowCount - 1 |]
                    |> Array.tryFind (fun row -> table[row].[column].Text = correction.New)
                    |> Option.map (fun row -> classes[row])
                    |> Option.defaultValue -1

            if label < 0 || donors[label] < 0 then
                let known = String.Join(", ", ClassNames.Shown names)

                refuse
                    $"guid {correction.Guid} is to get the label '{correction.New}', and no row of {source.Path} has it; \
                      expected one of {known}"

            donors[label]

        let changed (correction: Correction) =
            match rows.TryGetValue correction.Guid with
            | false, _ -> Error $"guid {correction.Guid} is not in it"
            | true, -1 -> Error $"guid {correction.Guid} is in it twice"
            | true, row ->
                let place = table.PlaceOf table[row]

                if
                    correction.TextHash.Length > 0
                    && hash row <> ""
                    && hash row <> correction.TextHash
                then
                    Error $"guid {correction.Guid} ({place}) has another text than the one that was reviewed"
                elif correction.Given.Length > 0 && nameAt row <> correction.Given then
                    Error
                        $"guid {correction.Guid} ({place}) has the label '{nameAt row}', and '{correction.Given}' when it was reviewed"
                else
                    Ok row

        let found = corrections |> Array.map changed

        let problems =
            found
            |> Array.choose (function
                | Error problem -> Some problem
                | Ok _ -> None)

        if problems.Length > 0 then
            refuse
                $"{source.Path}: found {problems.Length} of {corrections.Length} rows to change that are not what they were: \
                  {shown (List.ofArray problems) problems.Length}; put the file back that the run was trained on, name it with \
                  --source, or apply the .patch.csv of a fix of that one"

        let placed =
            Array.zip found corrections
            |> Array.choose (fun (found, correction) ->
                match found with
                | Ok row -> Some(row, correction)
                | Error _ -> None)

        let exchanged, removed = Dictionary<int, int>(), HashSet<int>()

        let changes =
            [|
                for row, correction in placed |> Array.sortBy fst do
                    let donor = if correction.New.Length = 0 then -1 else donorOf correction

                    if donor < 0 || classes[donor] <> classes[row] then
                        if donor < 0 then
                            removed.Add row |> ignore
                        else
                            exchanged.Add(row, donor)

                        {
                            Row = row
                            Line =
                                if table.HasLines then
                                    Nullable table[row].Place
                                else
                                    Nullable()
                            Correction = { correction with Given = nameAt row }
                            Was = table[row].[column].Text
                            Is = if donor < 0 then "" else table[donor].[column].Text
                            TextHash = hash row
                        }
            |]

        if removed.Count = table.RowCount then
            refuse
                $"{source.Path}: all of its rows would be removed, expected some to stay; pass --removed keep or --ambiguous keep"

        let count (ofRow: int -> int) =
            let counts = Array.zeroCreate<int> names.Length

            for row in 0 .. table.RowCount - 1 do
                let label = ofRow row

                if label >= 0 then
                    counts[label] <- counts[label] + 1

            counts

        {
            Source = source
            Table = table
            Column = column
            Rows = changes
            Donors = exchanged
            Removed = removed
            Already = placed.Length - changes.Length
            Labels = names
            Before = count (fun row -> classes[row])
            After =
                count (fun row ->
                    if removed.Contains row then
                        -1
                    else
                        match exchanged.TryGetValue row with
                        | true, donor -> classes[donor]
                        | false, _ -> classes[row])
        }
