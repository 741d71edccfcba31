namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open System.IO
open System.Text.Json
open System.Text.RegularExpressions
open TrainingDynamics.Data
open TrainingDynamics.Logs

type TrainingSource = { Run: string; File: DataFileRecord }

type TrainingSet =
    {
        TrainFile: string
        Rows: int
        Copied: string[]
        SelectionFile: string
    }

[<RequireQualifiedAccess>]
module TrainingSetWriter =

    [<Literal>]
    let SelectionFileName = "selection.json"

    // The wanted rows of the source by their guids' texts; −1 where there is none.
    let find (table: DataTable) guids (wanted: Dictionary<string, int>) =
        let found: int[] = Array.create wanted.Count -1

        guids
        |> Array.iteri (fun row guid ->
            match wanted.TryGetValue guid with
            | true, place when found[place] >= 0 ->
                raise (
                    DataTables.error
                        table
                        table.Rows[row]
                        $"guid {guid} is there twice, also in {table.PlaceOf table.Rows[found[place]]}; expected every guid once"
                )
            | true, place -> found[place] <- row
            | false, _ -> ())

        found

    let wantedGuids (selection: Selection) =
        let wanted = Dictionary<string, int>(StringComparer.Ordinal)

        selection.Picks
        |> Array.iteri (fun place pick ->
            if not (wanted.TryAdd(string pick.Guid, place)) then
                raise (
                    AnalyticsException
                        $"guid {pick.Guid} is selected both as a number and as a string, expected one of them"
                ))

        wanted

    let selectedRows (table: DataTable) guidColumn (selection: Selection) =
        let found = find table (DataTables.guids table guidColumn) (wantedGuids selection)

        match found |> Array.tryFindIndex (fun row -> row < 0) with
        | Some place ->
            let missing = found |> Array.filter (fun row -> row < 0) |> Array.length

            let others =
                if missing = 1 then
                    ""
                else
                    $", nor are {missing - 1} others that are selected"

            let guidPlace =
                match guidColumn with
                | Some column -> $"the column {column}"
                | None -> "the row number"

            raise (
                DataTables.fail
                    table.Path
                    $"guid {selection.Picks[place].Guid} is in none of its {table.RowCount} rows{others}; \
                      expected it as {guidPlace}; check the guid column and that it is the file the run was trained on"
            )
        | None -> found

    let describe
        (source: TrainingSource)
        (table: DataTable)
        (guidColumn: string option)
        (json: Utf8JsonWriter)
        =
        json.WriteString("run", source.Run)
        json.WriteString("source", source.File.Path)
        json.WriteString("source_sha256", table.Sha256)

        match guidColumn with
        | Some column -> json.WriteString("guid_column", column)
        | None -> json.WriteNull "guid_column"

    // A selection of several shards is one file, which must not claim to be one of many.
    let targetName (file: DataFileRecord) =
        Regex.Replace(nonNull (Path.GetFileName file.Path), @"-[0-9]{5}-of-[0-9]{5}", "-00000-of-00001")

    let write (source: TrainingSource) (outputFolder: string) selection =
        let path = source.File.Path
        let table = DataTables.read source.File
        let guidColumn = DataTables.guidColumn source.File table
        let rows = selectedRows table guidColumn selection
        let target = HeldOutFiles.target table.Paths (targetName source.File) outputFolder

        try
            DataTables.reading (fun () ->
                WholeFile.Write(target, (fun stream -> table.WriteRows(rows, stream))))

            let copied = HeldOutFiles.copy path outputFolder
            let selectionFile = Path.Combine(outputFolder, SelectionFileName)
            WholeFile.Write(selectionFile, SelectionJson.write (describe source table guidColumn) selection)

            {
                TrainFile = target
                Rows = rows.Length
                Copied = copied
                SelectionFile = selectionFile
            }
        with
        | :? IOException
        | :? UnauthorizedAccessException as e ->
            raise (AnalyticsException($"{outputFolder} cannot be written to: {e.Message}", e))
