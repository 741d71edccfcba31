module TrainingDynamics.Analytics.Tests.ParquetTests

open System
open System.IO
open ParquetSharp
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs
open TrainingDynamics.Analytics.Tests.MetricsFileExtrasTests

/// One record: guid, logits, gold.
type Record = ExampleGuid * float32[] * int

/// Writes an epoch in row groups of three rows, so that the reader has to go from one to the next.
let writeEpoch (path: string) (logitsName: string) (records: Record[]) =
    let isInteger = records |> Array.forall (fun (guid, _, _) -> guid.IsInteger)

    let columns =
        [|
            Column((if isInteger then typeof<int64> else typeof<string>), "guid")
            Column(typeof<int>, "gold")
            Column(typeof<float32[]>, logitsName)
            Column(typeof<string>, "device")
        |]

    Directory.CreateDirectory(nonNull (Path.GetDirectoryName path)) |> ignore
    use writer = new ParquetFileWriter(path, columns)

    for records in records |> Array.chunkBySize 3 do
        use group = writer.AppendRowGroup()

        let write (values: 'a[]) =
            use column = group.NextColumn().LogicalWriter<'a>()
            column.WriteBatch values

        if isInteger then
            write (records |> Array.map (fun (guid, _, _) -> guid.Integer))
        else
            write (records |> Array.map (fun (guid, _, _) -> string guid))

        write (records |> Array.map (fun (_, _, gold) -> gold))
        write (records |> Array.map (fun (_, logits, _) -> logits))
        write (Array.create records.Length "cpu")

    writer.Close()

let epochPath folder epoch =
    Path.Combine(folder, "training_dynamics", $"dynamics_epoch_{epoch}.parquet")

/// The same run with its epochs in Parquet.
let convert folder (files: DynamicsFile seq) =
    for file in files do
        writeEpoch
            (epochPath folder file.Epoch)
            (if file.Epoch % 2 = 0 then
                 "logits"
             else
                 $"logits_epoch_{file.Epoch}")
            (TestLog.recordsOf file)

let goldenRuns = TheoryData<string>(TestFolders.goldenRuns)

[<Theory>]
[<MemberData(nameof goldenRuns)>]
let ``a run in Parquet has the metrics of the same run in JSON lines`` (run: string) =
    TestFolders.inTemporary (fun folder ->
        let files = DynamicsFile.Find(TestFolders.goldenMetrics run)
        convert folder files

        let options =
            { Metrics.defaults with
                Also = [ "aum"; "bald" ]
            }

        let expected = Metrics.ofFiles options files
        let found = Metrics.ofRun options folder
        Assert.Equal(expected.Table, found.Table)
        Assert.Equal<EpochStats[]>(expected.Stats, found.Stats)
        Assert.Equal(LabelEvidence.ofFiles files, LabelEvidence.ofRun Metrics.defaults folder))

let fixture (folder: string) =
    Path.Combine(TestFolders.repository, "tests", "TrainingDynamics.Analytics.Tests", "Fixtures", folder)

[<Theory>]
[<InlineData("duckdb")>]
[<InlineData("parquet-rs/version1")>]
[<InlineData("parquet-rs/version2")>]
let ``a log that another program wrote is read as it is`` folder =
    let expected =
        TestLog.metricsOf
            Metrics.defaults
            [
                for epoch in 0..1 ->
                    [
                        for g in 0..9 ->
                            string g, [ float32 (sin (float (g + epoch))); float32 (cos (float g)) ], g % 2
                    ]
            ]

    let found = Metrics.ofRun Metrics.defaults (fixture folder)
    Assert.Equal<ExampleGuid[]>(expected.Table.Guids, found.Table.Guids)
    Assert.Equal<int[]>(expected.Table.Correctness, found.Table.Correctness)
    let near (expected: float) (found: float) = Assert.Equal(expected, found, 1e-6)
    // A sine may differ in its last place from one library to the next, and that is then one of float32.
    Array.iter2 near expected.Table.Confidence found.Table.Confidence
    Array.iter2 near expected.Table.Variability found.Table.Variability

let withGuids guids =
    { withExtras with
        Guids = guids
        Gold = None
        Epochs = None
    }

let integers =
    Array.init withExtras.Count (fun i -> ExampleGuid.FromInteger(Int64.MaxValue - int64 i))

let texts =
    Array.init withExtras.Count (fun i -> ExampleGuid.FromText $"\u00e9-{i}")

[<Fact>]
let ``metrics written as Parquet read back to the last digit, with what is missing`` () =
    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "metrics.parquet")

        for guids in [ integers; texts ] do
            MetricsFile.write path (withGuids guids)
            Assert.Equal(withGuids guids, MetricsFile.read path))

[<Fact>]
let ``the columns have the types that other programs expect`` () =
    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "metrics.parquet")

        MetricsFile.write path (withGuids integers)
        use reader = new ParquetFileReader(path)
        let schema = reader.FileMetaData.Schema

        let typeOf name =
            let column =
                seq { 0 .. schema.NumColumns - 1 }
                |> Seq.map schema.Column
                |> Seq.find (fun column -> column.Name = name)

            column.PhysicalType, column.MaxDefinitionLevel = 0s

        Assert.Equal((PhysicalType.Int64, true), typeOf "guid")
        Assert.Equal((PhysicalType.Int64, true), typeOf "correctness")
        Assert.Equal((PhysicalType.Double, true), typeOf "confidence")
        Assert.Equal((PhysicalType.Boolean, true), typeOf "never_learnt")
        Assert.Equal((PhysicalType.Int64, false), typeOf "first_learned"))

/// The message of reading an epoch with these records, the folder's own path cut off.
let errorOf logitsName records =
    let mutable message = ""

    TestFolders.inTemporary (fun folder ->
        writeEpoch (epochPath folder 0) logitsName records

        let error =
            Assert.Throws<LogFormatException>(fun () -> Metrics.ofRun Metrics.defaults folder |> ignore)

        message <- error.Message.Replace(Path.Combine(folder, "training_dynamics") + "/", ""))

    message

let record guid logits gold : Record =
    ExampleGuid.FromInteger guid, logits, gold

[<Fact>]
let ``an error names file, row and guid`` () =
    let fine = [| for guid in 0L .. 3L -> record guid [| 1.0f; 0.0f |] 0 |]

    let message wrong =
        errorOf "logits" (Array.append fine [| wrong |])

    Assert.Equal(
        "dynamics_epoch_0.parquet, row 5: guid 7: gold is 2, but there are logits for 2 classes",
        message (record 7L [| 1.0f; 0.0f |] 2)
    )

    Assert.Equal(
        "dynamics_epoch_0.parquet, row 5: guid 7: gold is -1, expected a label id",
        message (record 7L [| 1.0f; 0.0f |] -1)
    )

    Assert.Equal(
        "dynamics_epoch_0.parquet, row 5: guid 7: logit 1 is NaN, expected a finite float32",
        message (record 7L [| 1.0f; nanf |] 0)
    )

    Assert.Equal(
        "dynamics_epoch_0.parquet, row 5: guid 2: there twice in this file; an epoch holds every example once",
        message fine[2]
    )

    Assert.Equal(
        "dynamics_epoch_0.parquet, row 5: guid 7: 3 logits here and 2 in row 1 of dynamics_epoch_0.parquet; all records of a run have as many logits as there are classes",
        message (record 7L [| 1.0f; 0.0f; 0.0f |] 0)
    )

    Assert.Equal(
        "dynamics_epoch_0.parquet: no column logits, expected guid, gold and logits; there are guid, gold, logits_epoch_1, device",
        errorOf "logits_epoch_1" fine
    )

[<Fact>]
let ``a file that breaks off anywhere is an error that names it`` () =
    TestFolders.inTemporary (fun folder ->
        let path = epochPath folder 0
        writeEpoch path "logits" [| for guid in 0L .. 6L -> record guid [| 1.0f; 0.5f |] 1 |]
        let bytes = File.ReadAllBytes path

        for length in 0..7 .. bytes.Length - 1 do
            File.WriteAllBytes(path, bytes[.. length - 1])

            let error =
                Assert.Throws<LogFormatException>(fun () -> Metrics.ofRun Metrics.defaults folder |> ignore)

            Assert.StartsWith(path, error.Message)
            Assert.DoesNotContain("\n", error.Message))

[<Fact>]
let ``a number out of its range in a metrics file is refused with its row`` () =
    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "metrics.parquet")

        let table =
            { RegionsTests.tableOf [ 0.5; 1.5 ] [ 0.1; 0.1 ] with
                ThresholdCloseness = [| 0.25; 0.25 |]
            }

        MetricsFile.write path table

        let error =
            Assert.Throws<LogFormatException>(fun () -> MetricsFile.read path |> ignore)

        Assert.Equal(
            $"{path}, row 2: guid {table.Guids[1]}: confidence is 1.5, expected a number from 0 to 1",
            error.Message
        ))
