namespace TrainingDynamics.Analytics

open System.IO
open TrainingDynamics.Data
open TrainingDynamics.Logs

/// Data files as the analytics ask for them: by a manifest's record, with AnalyticsException for what is wrong with them.
[<RequireQualifiedAccess>]
module internal DataTables =

    /// What `read` raises about a file, as AnalyticsException.
    let reading (read: unit -> 'a) =
        try
            read ()
        with :? TextInputException as e ->
            raise (AnalyticsException(e.Message, e))

    /// Raises AnalyticsException for a file.
    let refuse (path: string) (problem: string) = refuse $"{path}: {problem}"

    /// Raises AnalyticsException for a row.
    let refuseRow (table: DataTable) (row: DataRow) (problem: string) =
        Refusal.refuse (table.Error(row, problem).Message)

    /// A file by its name's ending.
    let ofFile path = reading (fun () -> TableFile.Read path)

    /// As the manifest says that the run read it; else by the name's ending.
    let read (file: DataFileRecord) =
        reading (fun () -> DataFileLayouts.Read file)

    let column (table: DataTable) name =
        reading (fun () -> table.RequiredColumn name)

    /// The column of the guids: as the record says, else the first of the usual names; None where the row number is the guid.
    let guidColumn (file: DataFileRecord) table =
        match file.Layout with
        | null -> Option.ofObj (OwnColumns.GuidOf table)
        | layout -> Option.ofObj layout.Guid

    /// Of every row the text of its guid.
    let guids (table: DataTable) guidColumn =
        let place =
            match guidColumn with
            | Some name -> column table name
            | None -> -1

        reading (fun () -> Array.init table.RowCount (fun row -> table.GuidAt(table[row], place)))

    /// Of every row the text in a column, a missing one empty.
    let texts (table: DataTable) name =
        let column = column table name
        Array.init table.RowCount (fun row -> table[row].[column].Text)

    /// Whether the files are what the run read; AnalyticsException where they cannot be read.
    let isUnchanged (file: DataFileRecord) =
        reading (fun () -> DataFileLayouts.Sha256Of file) = file.Sha256

    /// Raises AnalyticsException when a file has gone or is not what the run read.
    let checkUnchanged (file: DataFileRecord) =
        match DataFileLayouts.PathsOf file |> Seq.tryFind (File.Exists >> not) with
        | Some missing ->
            refuse
                missing
                "the run's training file is not there; give its path now (a relative one starts at the current folder)"
        | None ->
            if not (isUnchanged file) then
                refuse
                    file.Path
                    "the file has changed since the run (its SHA-256 is not the manifest's), so its rows may be others"
