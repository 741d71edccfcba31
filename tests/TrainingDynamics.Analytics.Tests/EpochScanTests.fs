module TrainingDynamics.Analytics.Tests.EpochScanTests

open System
open System.Collections.Generic
open System.IO
open FsCheck.Xunit
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

// A run of random records; a seed decides the order of every later epoch.
let runOf (random: Random) examples epochs classes guidOf =
    let golds = Array.init examples (fun _ -> random.Next classes)

    List.init epochs (fun epoch ->
        let rows = Array.init examples id

        if epoch % 2 = 1 then
            random.Shuffle rows

        [
            for row in rows ->
                guidOf row,
                List.init classes (fun _ -> float32 (random.NextDouble() * 8.0 - 4.0)),
                golds[row]
        ])

/// Epochs in Parquet; `rowsOf` gives the order of each.
let writeColumns
    folder
    (random: Random)
    (guids: ExampleGuid[])
    epochs
    classes
    (rowsOf: int -> int[])
    (goldOf: int -> int -> int)
    =
    for epoch in 0 .. epochs - 1 do
        let name = DynamicsFile.NameOf(epoch, LogFormat.Parquet)

        use file =
            RecordFile.Create(Path.Combine(folder, RunFolder.DynamicsFolderName, name), epoch)

        for row in rowsOf epoch do
            let logits = Array.init classes (fun _ -> float32 (random.NextDouble() * 8.0 - 4.0))

            file.Append(guids[row], ReadOnlySpan logits, float (goldOf epoch row), "cpu")

        file.Finish()
        file.Publish()

let internal entries =
    [|
        for definition in Metrics.definitions do
            if definition.OnRequest then
                MetricCatalog.find definition.Name
    |]

let filesOf folder = Array.ofSeq (DynamicsFile.Find folder)

let internal foldOf files =
    MetricsFold(files, false, entries, Int32.MaxValue, ignore)

let internal byGuid files (fold: EpochFold) =
    let scan = GuidScan(false, 1, [| fold |])

    for file in files do
        scan.Read file

    scan.Finish()

let internal inStep files keepsGuids (fold: EpochFold) =
    let blocks = files |> Array.map DynamicsBlocks.Open

    try
        StepScan(blocks, keepsGuids, [| fold |]).Read()
    finally
        blocks |> Array.iter _.Dispose()

// Bit for bit: both must do the same operations in the same order.
let internal same (a: MetricsFold) (b: MetricsFold) =
    Assert.Equal(a.Rest(), b.Rest())
    Assert.Equal(a.Incomplete, b.Incomplete)

    for a, b in Array.zip a.Sums b.Sums do
        Assert.Equal(struct (a.Records, a.Correct, a.Loss), struct (b.Records, b.Correct, b.Loss))

/// In step, where the guids have to be kept or not, gives what the scan by guid gives.
let bothWays keepsGuids folder =
    let files = filesOf folder
    let step, guid = foldOf files, foldOf files
    byGuid files guid

    if keepsGuids then
        Assert.Equal(StepOutcome.NotAscending, inStep files false (foldOf files))

    Assert.Equal(StepOutcome.Done, inStep files keepsGuids step)
    same guid step

[<Property(MaxTest = 40)>]
let ``Epochs in the same order give in step what they give by guid, bit for bit``
    (seed: int)
    (FsCheck.PositiveInt examples)
    (kind: int)
    (isParquet: bool)
    =
    let isAscending = examples = 1 || abs (kind % 3) = 0

    let guids =
        Array.init examples (fun row ->
            match abs (kind % 3) with
            | 0 -> ExampleGuid.FromInteger(int64 row * 1_000_003L - 17L)
            | 1 -> ExampleGuid.FromInteger(17L - int64 row)
            | _ -> ExampleGuid.FromText $"é{row}")

    TestFolders.inTemporary (fun folder ->
        let random = Random seed
        let classes = 2 + random.Next 3

        writeColumns
            folder
            random
            guids
            (1 + random.Next 4)
            classes
            (fun _ -> Array.init examples id)
            (fun _ row -> row % classes)

        let run =
            if isParquet then
                folder
            else
                let lines = Path.Combine(folder, "lines")
                Directory.CreateDirectory lines |> ignore
                LogConversion.convert folder LogFormat.Jsonl lines false |> ignore
                lines

        bothWays (not (isAscending || guids.Length = 1) || not guids[0].IsInteger) run)

[<Property(MaxTest = 40)>]
let ``Another order of the later epochs gives the same rows as the first order, bit for bit``
    (seed: int)
    (FsCheck.PositiveInt examples)
    (kind: int)
    =
    let guidOf row =
        match abs (kind % 4) with
        | 0 -> string row
        | 1 -> string (row * 1_000_003 - 17)
        | 2 -> $"\"text {row}\""
        | _ -> if row % 2 = 0 then string row else $"\"{row}\""

    let random = Random seed
    let log = runOf random examples (1 + random.Next 4) (2 + random.Next 3) guidOf
    let firstOrder = log[0] |> List.map (fun (guid, _, _) -> guid)

    let sorted =
        log
        |> List.map (fun records ->
            let byGuid = dict [ for guid, logits, gold in records -> guid, (logits, gold) ]

            [
                for guid in firstOrder ->
                    let logits, gold = byGuid[guid]
                    guid, logits, gold
            ])

    let options =
        { Metrics.defaults with
            Also = [ for entry in entries -> entry.Name ]
        }

    Assert.Equal((TestLog.metricsOf options sorted).Table, (TestLog.metricsOf options log).Table)

[<Fact>]
let ``Blocks that end at other examples in every epoch are in step too`` () =
    TestFolders.inTemporary (fun folder ->
        let run = runOf (Random 5) 9000 1 3 string
        TestLog.write folder [ run[0]; run[0]; run[0] ] |> ignore
        let second = TestLog.pathOf folder 1
        // Longer lines, first at the end of the file and then everywhere.
        let longer line =
            (line: string).Replace("}", $", \"device\": \"{String('x', 70)}\"}}")

        File.WriteAllLines(
            second,
            File.ReadAllLines second
            |> Array.mapi (fun place line -> if place < 5000 then line else longer line)
        )

        let third = TestLog.pathOf folder 2
        File.WriteAllLines(third, File.ReadAllLines third |> Array.map longer)
        bothWays false folder)

[<Fact>]
let ``Several row groups, a few records more than lanes, are in step`` () =
    TestFolders.inTemporary (fun folder ->
        let guids = Array.init 33_003 (fun row -> ExampleGuid.FromInteger(3L * int64 row))
        writeColumns folder (Random 4) guids 2 3 (fun _ -> Array.init guids.Length id) (fun _ row -> row % 3)
        bothWays false folder)

[<Fact>]
let ``A table in parts is the whole table`` () =
    TestFolders.inTemporary (fun folder ->
        TestLog.write folder (runOf (Random 5) 9000 3 3 string) |> ignore
        let files = filesOf folder
        let whole = foldOf files
        EpochScan.run files false [| whole |]
        let table = whole.Rest()
        let parts = ResizeArray<int * float[]>()

        let part =
            MetricsFold(
                files,
                false,
                entries,
                2048,
                fun table -> parts.Add(table.Index[0], Array.copy table.Confidence)
            )

        EpochScan.run files false [| part |]
        let rest = part.Rest()
        parts.Add(rest.Index[0], rest.Confidence)
        Assert.Equal<int list>([ 0; 2048; 4096; 6144; 8192 ], [ for first, _ in parts -> first ])
        Assert.Equal<float[]>(table.Confidence, parts |> Seq.map snd |> Array.concat)
        Assert.Equal(9000, part.Count))

let spoil (change: List<TestLog.Record> -> unit) (epochs: TestLog.Record list list) epoch =
    epochs
    |> List.mapi (fun e records ->
        if e = epoch then
            let records = List records
            change records
            List.ofSeq records
        else
            records)

[<Fact>]
let ``Whatever is wrong is found in step and said as by guid`` () =
    let run = runOf (Random 6) 50 1 2 string
    let run = [ run[0]; run[0]; run[0] ]

    let changes: (List<TestLog.Record> -> unit) list =
        [
            _.RemoveAt(7)
            fun records -> records.Add records[3]
            fun records -> records[9] <- records[8]
            fun records -> records.Add("1000", [ 1.0f; 2.0f ], 0)
            fun records ->
                let guid, logits, gold = records[4]
                records[4] <- guid, logits, 1 - gold
            fun records -> records[0] <- (let guid, _, gold = records[0] in guid, [ 1.0f; 2.0f; 3.0f ], gold)
            _.Clear()
        ]

    for epoch in 1..2 do
        for change in changes do
            TestFolders.inTemporary (fun folder ->
                TestLog.write folder (spoil change run epoch) |> ignore
                let files = filesOf folder
                Assert.Equal(StepOutcome.NotInStep, inStep files false (foldOf files))

                let expected =
                    Assert.Throws<LogFormatException>(fun () -> byGuid files (foldOf files))

                let error =
                    Assert.Throws<LogFormatException>(fun () -> EpochScan.run files false [| foldOf files |])

                Assert.Equal(expected.Message, error.Message)
                Assert.Contains($"dynamics_epoch_{epoch}.jsonl", error.Message))

[<Fact>]
let ``A guid that every epoch has twice is found in step`` () =
    let twice guid =
        [ guid, [ 1.0f; 2.0f ], 0; "2", [ 1.0f; 2.0f ], 0; guid, [ 1.0f; 2.0f ], 0 ]

    for guid in [ "4"; "\"four\"" ] do
        TestFolders.inTemporary (fun folder ->
            TestLog.write folder [ twice guid; twice guid ] |> ignore
            let files = filesOf folder
            Assert.Equal(StepOutcome.NotAscending, inStep files false (foldOf files))
            Assert.Equal(StepOutcome.NotInStep, inStep files true (foldOf files)))

        Assert.Contains("line 3: guid 4: there twice", (TestLog.errorOf [ twice guid ]).Replace("four", "4"))
