namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
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
                        $"guid {guid} is there twice; every example needs one of its own"
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

    let ofRun path =
        let manifestPath = RunFolder.Of(path).ManifestPath
        let manifest = RunManifest.Read manifestPath

        match manifest.DataFiles |> Seq.tryFind (fun file -> file.Split = "train") with
        | None ->
            raise (DataTables.fail manifestPath "the manifest names no training file; give the file's path")
        | Some file ->
            DataTables.checkUnchanged file
            let table = DataTables.read file
            frameOf (DataTables.guidColumn file table) table

    let joined (file: DataFileRecord) =
        match file.Layout with
        | null ->
            raise (
                ArgumentException($"{file.Path} has no layout, which says what its texts are", nameof file)
            )
        | layout ->
            let table = DataTables.read file
            let first = DataTables.texts table layout.Text

            let texts =
                match layout.Pair with
                | null -> first
                | pair ->
                    Array.map2 (fun first second -> $"{first} | {second}") first (DataTables.texts table pair)

            let byGuid = Dictionary<string, string>(StringComparer.Ordinal)
            // Rows that were left out of the run may share a guid with one that was not; the first is kept.
            Array.iter2
                (fun guid text -> byGuid.TryAdd(guid, text) |> ignore)
                (DataTables.guids table (Option.ofObj layout.Guid))
                texts

            byGuid :> IReadOnlyDictionary<string, string>
