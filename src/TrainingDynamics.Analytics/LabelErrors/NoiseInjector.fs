namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open System.IO
open System.Text
open TrainingDynamics.Data
open TrainingDynamics.Logs

/// A data set whose labels are to be falsified.
type NoiseSource =
    {
        /// With a layout, read as that says, but not Parquet; else by its ending (.tsv, .csv, .jsonl; UTF-8) and its
        /// guids in the column guid, id, idx or index, the first that it has, or by row number.
        File: DataFileRecord
        /// Column or key of the label.
        LabelColumn: string
    }

/// A data set with falsified labels.
type NoisySet =
    {
        /// In the output folder, named like the source.
        TrainFile: string
        /// `truth.tsv`, which tells what was falsified.
        TruthFile: string
        /// Development and test files that were copied as they are.
        Copied: string[]
        /// Rows of the training file.
        Rows: int
        /// Rows with another label than in the source.
        Flipped: int
        /// The labels found in the source, in ordinal order.
        Labels: string[]
    }

/// One row that gets another label.
[<Struct>]
type internal Flip =
    {
        Row: int
        Guid: string
        TrueLabel: string
        Label: string
    }

/// Planting label errors.
[<RequireQualifiedAccess>]
module NoiseInjector =

    /// Name of the file that tells what was falsified: a header, then `split` (train), `guid`, `kind` (flipped),
    /// `label` (the new one) and `true_label`, tab-separated, one row per flipped row in the source's order.
    [<Literal>]
    let TruthFileName = "truth.tsv"

    let private checkGuids (table: DataTable) (guids: string[]) =
        let rows = Dictionary<string, DataRow>(StringComparer.Ordinal)

        guids
        |> Array.iteri (fun number guid ->
            let row = table[number]

            if not (rows.TryAdd(guid, row)) then
                DataTables.refuseRow
                    table
                    row
                    $"guid {guid} is there twice, also in {table.PlaceOf rows[guid]}; expected every guid once"

            if guid.AsSpan().IndexOfAny('\t', '\n') >= 0 then
                DataTables.refuseRow
                    table
                    row
                    "the guid holds a tab or a line break, expected none; the truth file could not hold it")

    // rows: those that have a label, by their numbers; guids and labels are those of all rows.
    let private flips
        rate
        seed
        (table: DataTable)
        (rows: int[])
        (guids: string[])
        (labels: string[])
        (known: string[])
        =
        if not (rate > 0.0 && rate < 1.0) then
            refuse $"the noise rate is {rate}, expected more than 0 and less than 1"

        let count = int (rate * float rows.Length)

        if count = 0 then
            DataTables.refuse
                table.Path
                $"a noise rate of {rate} comes to none of its {rows.Length} rows; ask for more"

        if known.Length < 2 then
            DataTables.refuse
                table.Path
                $"all its labels are '{known[0]}', expected at least two to exchange; check the label column"

        let random = PythonRandom.For(1, seed)
        let shuffled = Array.copy rows
        random.Shuffle shuffled

        shuffled
        |> Array.truncate count
        |> Array.map (fun row ->
            let others = known |> Array.filter (fun label -> label <> labels[row])

            {
                Row = row
                Guid = guids[row]
                TrueLabel = labels[row]
                Label = others[random.Below others.Length]
            })
        |> Array.sortBy _.Row

    let private writeTruth (flips: Flip[]) (stream: Stream) =
        use writer = new StreamWriter(stream, UTF8Encoding false, -1, true)
        writer.NewLine <- "\n"
        writer.WriteLine "split\tguid\tkind\tlabel\ttrue_label"

        for flip in flips do
            writer.WriteLine $"train\t{flip.Guid}\tflipped\t{flip.Label}\t{flip.TrueLabel}"

    /// Gives floor(rate · N) rows, drawn with the seed, one of the other labels, each as likely; all other bytes stay
    /// what they are. Copies the held-out files as TrainingSetWriter does. Raises AnalyticsException, naming file and
    /// line, when the source cannot be read, has one label only or a guid twice, when the rate is not in (0, 1) or comes
    /// to no row, or when the output folder is the source's own or cannot be written to.
    let write rate seed (source: NoiseSource) (outputFolder: string) =
        let path = source.File.Path
        let table = DataTables.read source.File
        let guids = DataTables.guids table (DataTables.guidColumn source.File table)
        checkGuids table guids
        let column = DataTables.column table source.LabelColumn

        let labels = DataTables.texts table source.LabelColumn

        // A row without a label is no example, and has none to give to another.
        let labelled =
            Seq.toArray table.Rows
            |> Array.filter (fun row -> row[column].InferredKind <> CellKind.Missing)
            |> Array.map _.Number

        if labelled.Length = 0 then
            DataTables.refuse path $"found no label in the column {source.LabelColumn}, expected at least two"

        // The first row of each label, from which a flipped row takes it as it is spelt there.
        let donors = Dictionary<string, int>(StringComparer.Ordinal)

        for row in labelled do
            donors.TryAdd(labels[row], row) |> ignore

        let known =
            Seq.toArray donors.Keys
            |> Array.sortWith (fun a b -> String.CompareOrdinal(a, b))

        let flips = flips rate seed table labelled guids labels known

        let target =
            HeldOutFiles.target table.Paths (nonNull (Path.GetFileName path)) outputFolder

        let truth = Path.Combine(outputFolder, TruthFileName)

        Files.intoFolder outputFolder (fun () ->
            let exchanged =
                flips |> Array.map (fun flip -> KeyValuePair(flip.Row, donors[flip.Label]))

            DataTables.reading (fun () ->
                WholeFile.Write(
                    target,
                    fun stream ->
                        table.WriteChanged(column, Dictionary exchanged, HashSet<int>(), stream)
                        |> ignore
                ))

            let copied = HeldOutFiles.copy path outputFolder
            WholeFile.Write(truth, writeTruth flips)

            {
                TrainFile = target
                TruthFile = truth
                Copied = copied
                Rows = labels.Length
                Flipped = flips.Length
                Labels = known
            })

/// Knowing which labels are wrong.
[<RequireQualifiedAccess>]
module NoiseTruth =

    let private noneFound path (table: DataTable) =
        let kinds =
            match table.ColumnOf "kind" with
            | -1 -> "none"
            | column ->
                table.Rows
                |> Seq.map (fun row -> $"'{row[column].Text}'")
                |> Seq.distinct
                |> Seq.truncate 5
                |> String.concat ", "

        $"{path}: found no row of kind 'flipped' that belongs to the training set, but {kinds}; expected the known \
          errors as td inject-noise writes them, or a table of nothing but errors without a column 'kind'"

    /// Which examples a truth file calls mislabelled. The file is tab-separated with a header and has a column `guid`;
    /// where it has `split`, its `train` rows count, where it has `kind`, its `flipped` rows. guids: [N]; result: [N].
    /// Raises AnalyticsException when the file cannot be read, has no guid column, or names a guid that is not there.
    let read path (guids: ExampleGuid[]) =
        let table = DataTables.ofFile path
        let guid = DataTables.column table "guid"

        let isOrLacks name value =
            match table.ColumnOf name with
            | -1 -> fun _ -> true
            | column -> fun (row: DataRow) -> row[column].Text = value

        let isTrain, isFlipped = isOrLacks "split" "train", isOrLacks "kind" "flipped"

        if not (table.Rows |> Seq.exists (fun row -> isTrain row && isFlipped row)) then
            refuse (noneFound path table)

        let rows = Dictionary<string, int>(StringComparer.Ordinal)
        guids |> Array.iteri (fun row guid -> rows.TryAdd(string guid, row) |> ignore)
        let truth = Array.create guids.Length false

        for row in table.Rows do
            if isTrain row && isFlipped row then
                let named = row[guid].Text

                match rows.TryGetValue named with
                | true, place -> truth[place] <- true
                | false, _ ->
                    DataTables.refuseRow
                        table
                        row
                        $"guid {named} is none of the run's {guids.Length} examples, expected the truth \
                              of the data set it was trained on"

        truth
