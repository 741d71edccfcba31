namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open System.IO
open Deedle
open TrainingDynamics.Data
open TrainingDynamics.Logs

[<RequireQualifiedAccess>]
module ExampleTexts =

    let keys (table: DataTable) guidColumn =
        let guids = DataTables.guids table guidColumn
        let seen = HashSet<string>()

        guids
        |> Array.iteri (fun row guid ->
            if not (seen.Add guid) then
                raise (
                    DataTables.error
                        table
                        table.Rows[row]
                        $"guid {guid} occurs twice; every example needs its own guid"
                ))

        guids

    // In JSON a list or an object stands as its JSON text.
    let textOf (table: DataTable) (row: DataRow) column =
        let cell = row.Cells[column]

        match cell.Kind with
        | CellKind.Missing -> None
        | CellKind.Nested -> Some(table.WrittenAt(row, column))
        | _ -> Some cell.Text

    let frameOf guidColumn (table: DataTable) : Frame<string, string> =
        let keys = keys table guidColumn
        let frame = Frame.ofRowKeys keys

        table.Columns
        |> Seq.iteri (fun column name ->
            // Lists and structures of a binary file have no text.
            let isText = table.HasLines || table.Rows[0].Cells[column].Kind <> CellKind.Nested

            if Some name <> guidColumn && isText then
                let texts =
                    table.Rows |> Seq.map (fun row -> textOf table row column) |> Array.ofSeq

                frame.AddColumn(name, Series.ofOptionalObservations (Array.zip keys texts)))

        frame

    let read path =
        let table = DataTables.ofFile path
        frameOf (Option.ofObj (OwnColumns.GuidOf table)) table

    let readBy guidColumn path =
        let table = DataTables.ofFile path

        if table.ColumnOf guidColumn < 0 then
            let columns = String.Join(", ", table.Columns)
            raise (DataTables.fail path $"no column is called '{guidColumn}'; there are {columns}")

        frameOf (Some guidColumn) table

    // Under the names that the columns have in the source.
    let ofExamples (file: ExamplesReader) (layout: DataFileLayout option) : Frame<string, string> =
        let named (name: DataFileLayout -> string | null) otherwise =
            match layout |> Option.map name with
            | Some(NonNull name) -> name
            | _ -> otherwise

        let keys = file.Guids
        let frame = Frame.ofRowKeys keys

        let add name values =
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

        for name, values in [ "row", places file.Rows; "line", places file.Lines ] do
            if not (frame.ColumnKeys |> Seq.contains name) then
                frame.AddColumn(name, Series.ofOptionalObservations (Array.zip keys values))

        frame

    let ofSource manifestPath (manifest: RunManifest) =
        match manifest.DataFiles |> Seq.tryFind (fun file -> file.Split = "train") with
        | None ->
            raise (DataTables.fail manifestPath "the manifest names no training file; give the file's path")
        | Some file ->
            DataTables.checkUnchanged file
            let table = DataTables.read file
            frameOf (DataTables.guidColumn file table) table

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
