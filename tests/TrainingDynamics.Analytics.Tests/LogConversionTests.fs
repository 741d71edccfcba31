module TrainingDynamics.Analytics.Tests.LogConversionTests

open System
open System.IO
open FsCheck.Xunit
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

let pathOf folder epoch format =
    Path.Combine(folder, RunFolder.DynamicsFolderName, DynamicsFile.NameOf(epoch, format))

/// A run as `td train` writes it: two devices, and records that name none.
let writeRun folder (random: Random) examples epochs (guidOf: int -> ExampleGuid) =
    for epoch in 0 .. epochs - 1 do
        use file = RecordFile.Create(pathOf folder epoch LogFormat.Jsonl, epoch)

        for row in 0 .. examples - 1 do
            // Every finite float32 but the rarest: any 31 bits whose exponent is not all ones, and a sign.
            let logits =
                Array.init 2 (fun _ ->
                    let bits = random.Next 0x7F800000

                    BitConverter.Int32BitsToSingle(
                        if random.Next 2 = 0 then bits else bits ||| Int32.MinValue
                    ))

            let device: string | null =
                match row % 3 with
                | 0 -> "cuda:0"
                | 1 -> "a \"device\""
                | _ -> null

            file.Append(guidOf row, ReadOnlySpan logits, float (row % 2), device)

        file.Finish()
        file.Publish()

let filesOf folder =
    Directory.GetFiles(folder, "*", SearchOption.AllDirectories) |> Array.sort

[<Property(MaxTest = 25)>]
let ``To Parquet and back gives the same bytes and the same metrics``
    (seed: int)
    (FsCheck.PositiveInt examples)
    (isInteger: bool)
    =
    TestFolders.inTemporary (fun folder ->
        let guidOf row =
            if isInteger then
                ExampleGuid.FromInteger(int64 row * 1_000_003L - 17L)
            else
                ExampleGuid.FromText $"é\"{row}\n"

        writeRun folder (Random seed) examples 2 guidOf
        let lines = DynamicsFile.Find folder |> Array.ofSeq
        let expected = Metrics.ofRun Metrics.defaults folder
        let bytes = lines |> Array.map (fun file -> File.ReadAllBytes file.Path)

        let written = LogConversion.convert folder LogFormat.Parquet null false
        Assert.Equal<string[]>(Array.init 2 (fun epoch -> pathOf folder epoch LogFormat.Parquet), written)
        // Beside the lines, which are what the Parquet files stand for.
        let columns = DynamicsFile.Find folder |> Array.ofSeq
        Assert.All(columns, (fun file -> Assert.True file.IsParquet))

        let found = Metrics.ofRun Metrics.defaults folder
        Assert.Equal(expected.Table, found.Table)
        Assert.Equal<EpochStats[]>(expected.Stats, found.Stats)

        let back = Path.Combine(folder, "back")

        LogConversion.convert folder LogFormat.Jsonl back false
        |> Array.iteri (fun epoch path ->
            Assert.Equal(Path.Combine(back, DynamicsFile.NameOf(epoch, LogFormat.Jsonl)), path)
            Assert.Equal<byte[]>(bytes[epoch], File.ReadAllBytes path)))

[<Fact>]
let ``What Python wrote becomes what td train writes, a regression too`` () =
    TestFolders.inTemporary (fun folder ->
        let source = Path.Combine(folder, "dynamics_epoch_0.jsonl")

        File.WriteAllText(
            source,
            "{\"gold\": 1.5, \"logits_epoch_0\": [0.1], \"guid\": 3, \"text\": \"x\"}\n\n{\"guid\":4,\"logits_epoch_0\":[2],\"gold\":-2,\"device\":\"cpu\"}"
        )

        LogConversion.convert folder LogFormat.Parquet null false |> ignore
        File.Delete source
        LogConversion.convert folder LogFormat.Jsonl null false |> ignore

        Assert.Equal(
            "{\"guid\": 3, \"logits_epoch_0\": [0.10000000149011612], \"gold\": 1.5}\n{\"guid\": 4, \"logits_epoch_0\": [2.0], \"gold\": -2, \"device\": \"cpu\"}\n",
            File.ReadAllText source
        ))

[<Fact>]
let ``A file that is there stays unless it may be replaced, and then nothing is written`` () =
    TestFolders.inTemporary (fun folder ->
        writeRun folder (Random 1) 5 3 (fun row -> ExampleGuid.FromInteger row)
        let there = pathOf folder 2 LogFormat.Parquet
        File.WriteAllText(there, "mine")
        let before = filesOf folder

        let error =
            Assert.Throws<AnalyticsException>(fun () ->
                LogConversion.convert folder LogFormat.Parquet null false |> ignore)

        Assert.Equal(
            $"{there} is there already; pass --overwrite to replace it, or another --output-dir",
            error.Message
        )

        Assert.Equal<string[]>(before, filesOf folder)
        LogConversion.convert folder LogFormat.Parquet null true |> ignore
        Assert.NotEqual<string>("mine", File.ReadAllText there)
        // From the lines again, and from itself where there is nothing else.
        LogConversion.convert folder LogFormat.Parquet null true |> ignore

        for epoch in 0..2 do
            File.Delete(pathOf folder epoch LogFormat.Jsonl)

        let bytes = File.ReadAllBytes there
        LogConversion.convert folder LogFormat.Parquet null true |> ignore
        Assert.Equal<byte[]>(bytes, File.ReadAllBytes there))

[<Fact>]
let ``A record that cannot be read leaves no file in the making`` () =
    TestFolders.inTemporary (fun folder ->
        writeRun folder (Random 1) 5 1 (fun row -> ExampleGuid.FromInteger row)

        File.AppendAllText(
            pathOf folder 0 LogFormat.Jsonl,
            "{\"guid\": 9, \"logits_epoch_0\": [1.0, 2.0]}\n"
        )

        let before = filesOf folder

        let error =
            Assert.Throws<LogFormatException>(fun () ->
                LogConversion.convert folder LogFormat.Parquet null false |> ignore)

        Assert.EndsWith("dynamics_epoch_0.jsonl, line 6: guid 9: no gold", error.Message)
        Assert.Equal<string[]>(before, filesOf folder))

[<Fact>]
let ``Metadata of another epoch than the name's are refused`` () =
    TestFolders.inTemporary (fun folder ->
        writeRun folder (Random 1) 5 1 (fun row -> ExampleGuid.FromInteger row)
        let written = LogConversion.convert folder LogFormat.Parquet null false
        let other = Path.Combine(folder, "other")
        Directory.CreateDirectory other |> ignore
        File.Copy(written[0], Path.Combine(other, "dynamics_epoch_0.parquet"))
        File.Copy(written[0], Path.Combine(other, "dynamics_epoch_1.parquet"))

        let error =
            Assert.Throws<LogFormatException>(fun () -> Metrics.ofRun Metrics.defaults other |> ignore)

        Assert.EndsWith(
            "dynamics_epoch_1.parquet: the file's name says epoch 1 and its metadata epoch 0",
            error.Message
        ))
