namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open System.IO
open System.Text
open TrainingDynamics.Logs

type NoiseSource =
    {
        File: DataFileRecord
        LabelColumn: string
    }

type NoisySet =
    {
        TrainFile: string
        TruthFile: string
        Copied: string[]
        Rows: int
        Flipped: int
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

[<RequireQualifiedAccess>]
module NoiseInjector =

    [<Literal>]
    let TruthFileName = "truth.tsv"

    let checkGuids (file: SourceFile) (guids: string[]) =
        let lines = Dictionary<string, int64>(StringComparer.Ordinal)

        guids
        |> Array.iteri (fun row guid ->
            let line = file.Records[row].Line

            if not (lines.TryAdd(guid, line)) then
                raise (
                    SourceFile.fail
                        file.Path
                        line
                        $"guid {guid} is there twice, also in line {lines[guid]}; expected every guid once"
                )

            if guid.AsSpan().IndexOfAny('\t', '\n') >= 0 then
                raise (
                    SourceFile.fail
                        file.Path
                        line
                        "the guid holds a tab or a line break, expected none; the truth file could not hold it"
                ))

    let flips rate seed (file: SourceFile) (guids: string[]) (labels: string[]) (known: string[]) =
        if not (rate > 0.0 && rate < 1.0) then
            raise (AnalyticsException $"the noise rate is {rate}, expected more than 0 and less than 1")

        let count = int (rate * float labels.Length)

        if count = 0 then
            raise (
                SourceFile.fail
                    file.Path
                    0L
                    $"a noise rate of {rate} comes to none of its {labels.Length} rows; ask for more"
            )

        if known.Length < 2 then
            raise (
                SourceFile.fail
                    file.Path
                    0L
                    $"all its labels are '{known[0]}', expected at least two to exchange; check the label column"
            )

        let random = PythonRandom.For(1, seed)
        let rows = Array.init labels.Length id
        random.Shuffle rows

        rows
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

    // The file's bytes with the flipped rows' labels exchanged for another row's bytes.
    let writeRows
        (file: SourceFile)
        field
        (raw: Dictionary<string, byte[]>)
        (flips: Flip[])
        (stream: Stream)
        =
        let mutable copied = 0

        for flip in flips do
            let struct (start, length) = field file.Records[flip.Row]
            stream.Write(file.Bytes, copied, start - copied)
            let label = raw[flip.Label]
            stream.Write(label, 0, label.Length)
            copied <- start + length

        stream.Write(file.Bytes, copied, file.Bytes.Length - copied)

    let writeTruth (flips: Flip[]) (stream: Stream) =
        use writer = new StreamWriter(stream, UTF8Encoding false, -1, true)
        writer.NewLine <- "\n"
        writer.WriteLine "split\tguid\tkind\tlabel\ttrue_label"

        for flip in flips do
            writer.WriteLine $"train\t{flip.Guid}\tflipped\t{flip.Label}\t{flip.TrueLabel}"

    let write rate seed (source: NoiseSource) (outputFolder: string) =
        let path = source.File.Path
        let file = SourceFile.readRecorded source.File

        let guids =
            match source.File.Layout with
            | null -> SourceFile.guidColumn file
            | layout -> Option.ofObj layout.Guid
            |> SourceFile.guids file

        checkGuids file guids
        let field = SourceFile.field file source.LabelColumn
        let labels = file.Records |> Array.map (SourceFile.text file source.LabelColumn)
        let raw = Dictionary<string, byte[]>(StringComparer.Ordinal)

        file.Records
        |> Array.iteri (fun row record ->
            let struct (start, length) = field record
            raw.TryAdd(labels[row], file.Bytes[start .. start + length - 1]) |> ignore)

        let known =
            Seq.toArray raw.Keys |> Array.sortWith (fun a b -> String.CompareOrdinal(a, b))

        let flips = flips rate seed file guids labels known
        let target = HeldOutFiles.target path (nonNull (Path.GetFileName path)) outputFolder
        let truth = Path.Combine(outputFolder, TruthFileName)

        try
            WholeFile.Write(target, writeRows file field raw flips)
            let copied = HeldOutFiles.copy path outputFolder
            WholeFile.Write(truth, writeTruth flips)

            {
                TrainFile = target
                TruthFile = truth
                Copied = copied
                Rows = labels.Length
                Flipped = flips.Length
                Labels = known
            }
        with
        | :? IOException
        | :? UnauthorizedAccessException as e ->
            raise (AnalyticsException($"{outputFolder} cannot be written to: {e.Message}", e))

[<RequireQualifiedAccess>]
module NoiseTruth =

    let read path (guids: ExampleGuid[]) =
        let file = SourceFile.read path
        let guidOf = SourceFile.text file "guid"

        let isOrLacks column value =
            if Array.contains column file.Columns then
                let text = SourceFile.text file column
                fun record -> text record = value
            else
                fun _ -> true

        let isTrain, isFlipped = isOrLacks "split" "train", isOrLacks "kind" "flipped"
        let rows = Dictionary<string, int>(StringComparer.Ordinal)
        guids |> Array.iteri (fun row guid -> rows.TryAdd(string guid, row) |> ignore)
        let truth = Array.create guids.Length false

        for record in file.Records do
            if isTrain record && isFlipped record then
                match rows.TryGetValue(guidOf record) with
                | true, row -> truth[row] <- true
                | false, _ ->
                    raise (
                        SourceFile.fail
                            path
                            record.Line
                            $"guid {guidOf record} is none of the run's {guids.Length} examples, expected the truth \
                              of the data set it was trained on"
                    )

        truth
