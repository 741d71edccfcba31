namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open System.IO
open Deedle
open TrainingDynamics.Data
open TrainingDynamics.Logs

/// The data files that a run was trained on, as plain text columns by guid. Three formats: `.tsv` as GLUE has it
/// (a header, one row a line, no quoting at all), `.csv` (a header, commas, quotes where needed) and `.jsonl` (one JSON
/// object a line); UTF-8.
[<RequireQualifiedAccess>]
module ExampleTexts =

    let private keys (table: DataTable) guidColumn =
        let guids = DataTables.guids table guidColumn
        let seen = HashSet<string>()

        guids
        |> Array.iteri (fun row guid ->
            if not (seen.Add guid) then
                DataTables.refuseRow
                    table
                    table[row]
                    $"guid {guid} occurs twice; every example needs its own guid")

        guids

    // In JSON a list or an object stands as its JSON text.
    let private textOf (table: DataTable) (row: DataRow) column =
        let cell = row[column]

        match cell.Kind with
        | CellKind.Missing -> None
        | CellKind.Nested -> Some(table.WrittenAt(row, column))
        | _ -> Some cell.Text

    let private frameOf guidColumn (table: DataTable) : Frame<string, string> =
        let keys = keys table guidColumn
        let frame = Frame.ofRowKeys keys

        table.Columns
        |> Seq.iteri (fun column name ->
            // Lists and structures of a binary file have no text.
            let isText = table.HasLines || table[0].[column].Kind <> CellKind.Nested

            if Some name <> guidColumn && isText then
                let texts =
                    table.Rows |> Seq.map (fun row -> textOf table row column) |> Array.ofSeq

                frame.AddColumn(name, Series.ofOptionalObservations (Array.zip keys texts)))

        frame

    /// Row key: the text of the column `guid`, `id`, `idx` or `index`, whichever of these comes first in this list; in
    /// a file without any of them the row's number, 0-based below a header. The other columns are strings: in
    /// JSON a number, a truth value, an array or an object stands as its JSON text, null and an absent key are
    /// missing. Raises AnalyticsException, naming file and line, when the file cannot be read, is empty or of another
    /// ending, a row has another number of fields than the header, a line is no object or a guid is there twice.
    let read path =
        let table = DataTables.ofFile path
        frameOf (Option.ofObj (OwnColumns.GuidOf table)) table

    /// The same with the guids in the column of that name; AnalyticsException also when there is no such column.
    let readBy guidColumn path =
        let table = DataTables.ofFile path

        if table.ColumnOf guidColumn < 0 then
            let columns = String.Join(", ", table.Columns)
            DataTables.refuse path $"no column is called '{guidColumn}'; there are {columns}"

        frameOf (Some guidColumn) table

    // Under the names that the columns have in the source.
    let private ofExamples (file: ExamplesReader) (layout: DataFileLayout option) : Frame<string, string> =
        let named (name: DataFileLayout -> string | null) otherwise =
            match layout |> Option.map name with
            | Some(NonNull name) -> name
            | _ -> otherwise

        let keys = file.Guids
        let frame = Frame.ofRowKeys keys

        let add name (values: 'value option[]) =
            if not (frame.ColumnKeys |> Seq.contains name) then
                frame.AddColumn(name, Series.ofOptionalObservations (Array.zip keys values))

        let texts =
            Array.init file.Count (fun row -> (file.TextsOf row).Value)
            |> Array.map (fun struct (text, pair) -> text, Option.ofObj pair)

        add (named _.Text "text") (texts |> Array.map (fst >> Some))

        if texts |> Array.exists (snd >> Option.isSome) then
            add (named _.Pair "text_pair") (texts |> Array.map snd)

        add (named _.Label "label") (file.Labels |> Array.map Option.ofObj)
        let places (values: Nullable<int>[]) = values |> Array.map Option.ofNullable

        add "row" (places file.Rows)
        add "line" (places file.Lines)
        frame

    let private ofSource manifestPath (manifest: RunManifest) =
        match manifest.DataFiles |> Seq.tryFind (fun file -> file.Split = "train") with
        | None -> DataTables.refuse manifestPath "the manifest names no training file; give the file's path"
        | Some file ->
            DataTables.checkUnchanged file
            let table = DataTables.read file
            frameOf (DataTables.guidColumn file table) table

    /// What a run was trained on, from its `examples.parquet`: its texts and labels (names of classes) under the names of
    /// the source's columns, and `row` (0-based) and `line` (1-based, missing where there are no lines) of the source. Of
    /// an older run, and of one without texts, the training file that its manifest names, all its columns, lists and
    /// structures of Parquet left out. path: the run folder or its training_dynamics folder. Raises what `read` does;
    /// AnalyticsException also when that file is not named or has changed since the run, LogFormatException when there is
    /// no manifest.
    let ofRun path =
        let folder = RunFolder.Of path

        let examples =
            if File.Exists folder.ExamplesPath then
                Some(DataTables.reading (fun () -> ExamplesReader.Open folder.ExamplesPath))
            else
                None

        match examples with
        | Some file when file.HasTexts ->
            let layout =
                if File.Exists folder.ManifestPath then
                    RunManifest.Read(folder.ManifestPath).DataFiles
                    |> Seq.tryFind (fun file -> file.Split = "train")
                    |> Option.bind (fun file -> Option.ofObj file.Layout)
                else
                    None

            using file (fun file -> DataTables.reading (fun () -> ofExamples file layout))
        | _ ->
            examples |> Option.iter _.Dispose()
            ofSource folder.ManifestPath (RunManifest.Read folder.ManifestPath)
