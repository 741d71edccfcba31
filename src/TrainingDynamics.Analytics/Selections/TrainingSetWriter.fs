namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open System.IO
open System.Text.Json
open System.Text.RegularExpressions
open TrainingDynamics.Data
open TrainingDynamics.Logs

/// Where selected examples come from.
type TrainingSource =
    {
        /// What they were selected from, for the record: a run folder or a metrics file.
        Run: string
        /// The training file. Where it has a layout, its rows are found as that says; else by its ending (.tsv, .csv,
        /// .jsonl; UTF-8) and its guids in the column guid, id, idx or index, the first that it has, or by row number.
        File: DataFileRecord
    }

/// A data set that was written.
type TrainingSet =
    {
        /// In the output folder, named like the source; of several shards one file.
        TrainFile: string
        /// Rows below the header, as many as were selected.
        Rows: int
        /// Development and test files that were copied, empty where the source has none beside it.
        Copied: string[]
        /// `selection.json`, which records how.
        SelectionFile: string
    }

/// Selections as data sets that can be trained on.
[<RequireQualifiedAccess>]
module TrainingSetWriter =

    /// Name of the file that records how a selection came about: an object with `run`, `source`, `source_sha256`,
    /// `guid_column`, `rows`, `how` and `examples` (guid, score, rank, reason; one a line; the score is 1000 for never
    /// learnt).
    [<Literal>]
    let SelectionFileName = "selection.json"

    // The wanted rows of the source by their guids' texts; −1 where there is none.
    let private find (table: DataTable) guids (wanted: Dictionary<string, int>) =
        let found: int[] = Array.create wanted.Count -1

        guids
        |> Array.iteri (fun row guid ->
            match wanted.TryGetValue guid with
            | true, place when found[place] >= 0 ->
                DataTables.refuseRow
                    table
                    table[row]
                    $"guid {guid} is there twice, also in {table.PlaceOf table[found[place]]}; expected every guid once"
            | true, place -> found[place] <- row
            | false, _ -> ())

        found

    let private wantedGuids (selection: Selection) =
        let wanted = Dictionary<string, int>(StringComparer.Ordinal)

        selection.Picks
        |> Array.iteri (fun place pick ->
            if not (wanted.TryAdd(string pick.Guid, place)) then
                refuse $"guid {pick.Guid} is selected both as a number and as a string, expected one of them")

        wanted

    let private selectedRows (table: DataTable) guidColumn (selection: Selection) =
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

            DataTables.refuse
                table.Path
                $"guid {selection.Picks[place].Guid} is in none of its {table.RowCount} rows{others}; \
                      expected it as {guidPlace}; check the guid column and that it is the file the run was trained on"
        | None -> found

    let private describe
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
    let private targetName (file: DataFileRecord) =
        Regex.Replace(nonNull (Path.GetFileName file.Path), @"-[0-9]{5}-of-[0-9]{5}", "-00000-of-00001")

    /// Writes the selected rows in the selection's order, with the source's header if it has one: byte for byte as they
    /// are in the source, in Parquet with its columns, types and metadata; copies the files beside it of the same kind whose names begin with dev, test, val, valid or validation;
    /// writes `selection.json` last. Each file appears under its name only when it is whole; those of the same names
    /// are replaced. Raises AnalyticsException, naming file, line and guid, when the source cannot be read, lacks a
    /// selected guid or has it twice, or when the output folder is the source's own or cannot be written to.
    let write (source: TrainingSource) (outputFolder: string) selection =
        let path = source.File.Path
        let table = DataTables.read source.File
        let guidColumn = DataTables.guidColumn source.File table
        let rows = selectedRows table guidColumn selection
        let target = HeldOutFiles.target table.Paths (targetName source.File) outputFolder

        Files.intoFolder outputFolder (fun () ->
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
            })
