namespace TrainingDynamics.Review

open System
open System.Collections.Generic
open System.IO
open System.Text
open TrainingDynamics.Analytics
open TrainingDynamics.Data
open TrainingDynamics.Logs

/// What a fix wrote.
type FixedFiles =
    {
        /// The training file with its changes.
        File: string
        /// See FixAudit.
        Audit: string
        /// The changes by text, for other copies of the data.
        Patch: string
    }

/// Writing corrected copies of a training file.
[<RequireQualifiedAccess>]
module Fix =

    /// The patch of a fixed file: a table with the columns `text_hash`, `given` and `new` as the file spells them, `new`
    /// empty for a removed row.
    let patchOf (fixedFile: string) = fixedFile + ".patch.csv"

    let private quoted (field: string) =
        if
            field.AsSpan().IndexOfAny("\",\r\n") >= 0
            || field.StartsWith ' '
            || field.EndsWith ' '
        then
            "\"" + field.Replace("\"", "\"\"") + "\""
        else
            field

    let private refuseSource (table: DataTable) (output: string) =
        if
            table.Paths
            |> Seq.exists (fun path ->
                Path.GetFullPath path = Path.GetFullPath output
                || FileStatus.Of(path).IsSameFile(FileStatus.Of output))
        then
            refuse
                $"{output} is the source itself, expected another file, so that the source stays; give another name"

    /// Writes the plan's file, its audit and its patch. origin: what the corrections are from, in words. Raises
    /// AnalyticsException where the output is the source, IOException where it cannot be written.
    let write (plan: FixPlan) (origin: string) (output: string) =
        refuseSource plan.Table output
        let mutable places: ChangedBytes[] option = None

        WholeFile.Write(
            output,
            fun stream ->
                places <-
                    plan.Table.WriteChanged(plan.Column, plan.Donors, plan.Removed, stream)
                    |> Option.ofObj
                    |> Option.map Array.ofSeq
        )

        let sha256 = DataFileLayouts.Sha256Of(DataFileRecord("train", output, "", 0))

        FixAudit.write (FixAudit.pathOf output) origin plan sha256 places

        WholeFile.Write(
            patchOf output,
            fun stream ->
                use writer = new StreamWriter(stream, UTF8Encoding false, -1, true)
                writer.Write "text_hash,given,new\n"

                for row in plan.Rows do
                    writer.Write $"{row.TextHash},{quoted row.Was},{quoted row.Is}\n"
        )

        {
            File = output
            Audit = FixAudit.pathOf output
            Patch = patchOf output
        }

    /// The corrections of a patch for another copy of the data, in its order, and the number of the patch's rows that it
    /// lacks. copy: with a layout, so that its texts and labels can be found. Raises AnalyticsException, row by row, where a
    /// text has neither the old label nor the new one, TextInputException where a file cannot be read.
    let ofPatch (patch: string) (copy: DataFileRecord) =
        let table = TableFile.Read patch

        let hash, given, label =
            table.RequiredColumn "text_hash", table.RequiredColumn "given", table.RequiredColumn "new"

        let changes =
            table.Rows
            |> Seq.map (fun row -> row[hash].Text, (row[given].Text, row[label].Text))
            |> Seq.groupBy fst
            |> Seq.map (fun (hash, changes) ->
                KeyValuePair(hash, changes |> Seq.map snd |> Seq.distinct |> Array.ofSeq))
            |> Dictionary

        let layout = nonNull copy.Layout
        let data = DataFileLayouts.Read copy
        let text, labels = data.RequiredColumn layout.Text, data.RequiredColumn layout.Label
        let pair = data.ColumnOf layout.Pair

        let guid =
            match layout.Guid with
            | null -> -1
            | name -> data.RequiredColumn name

        let met = HashSet<string>()
        let problems = ResizeArray<string>()

        let corrections =
            [|
                for row in data.Rows do
                    let hash =
                        TextHash.ToHex(
                            TextHash.Of(row[text].Text, (if pair < 0 then null else row[pair].Text))
                        )

                    match changes.TryGetValue hash with
                    | false, _ -> ()
                    | true, changes ->
                        let label = row[labels].Text
                        met.Add hash |> ignore

                        match changes |> Array.tryFind (fun (given, _) -> given = label) with
                        | Some(_, other) ->
                            {
                                Guid = data.GuidAt(row, guid)
                                Given = ""
                                New = other
                                Who = nonNull (Path.GetFileName patch)
                                When = ""
                                Rule = "patch"
                                TextHash = hash
                            }
                        | None when changes |> Array.exists (fun (_, other) -> other = label) -> ()
                        | None ->
                            let given =
                                changes |> Array.map (fun (given, _) -> $"'{given}'") |> String.concat " or "

                            problems.Add $"{data.PlaceOf row} has the label '{label}', expected {given}"
            |]

        if problems.Count > 0 then
            refuse
                $"{copy.Path}: found {problems.Count} texts of the patch with another label: {problems[0]}; correct the file, or remove these rows from the patch"

        struct (corrections, changes.Keys |> Seq.filter (met.Contains >> not) |> Seq.length)

    /// The layout of a file that no run has recorded: columns by the request, else by their names. Raises
    /// TextInputException where it cannot be read or its columns do not fit.
    let fileOf (request: OwnFilesRequest) =
        let layout = OwnFiles.LayoutOf request
        DataFileRecord("train", request.TrainFile, "", 0, Layout = layout)
