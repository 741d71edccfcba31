module TrainingDynamics.Analytics.Tests.AlignedTrajectoriesTests

open System
open System.IO
open FsCheck.Xunit
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

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

let internal aligned folder =
    let files = Array.ofSeq (DynamicsFile.Find folder)
    let blocks = files |> Array.map (DynamicsBlocks.TryOpen >> Unchecked.nonNull)

    try
        AlignedTrajectories.TryRead(files, blocks, false, BlockTrajectoriesTests.entries)
    finally
        blocks |> Array.iter _.Dispose()

let inOrder examples (_: int) = Array.init examples id

[<Property(MaxTest = 25)>]
let ``Files with the same examples in the same order give what the careful way gives, bit for bit``
    (seed: int)
    (FsCheck.PositiveInt examples)
    (kind: int)
    =
    let guids =
        Array.init examples (fun row ->
            match abs (kind % 3) with
            | 0 -> ExampleGuid.FromInteger(int64 row)
            | 1 -> ExampleGuid.FromInteger(17L - int64 row)
            | _ -> ExampleGuid.FromText $"é{row}")

    TestFolders.inTemporary (fun folder ->
        let random = Random seed
        let classes = 2 + random.Next 3

        writeColumns folder random guids (1 + random.Next 4) classes (inOrder examples) (fun _ row ->
            row % classes)

        match aligned folder with
        | Some quick -> BlockTrajectoriesTests.same quick ((snd (BlockTrajectoriesTests.both folder)) ())
        | None -> Assert.Fail "the quick way gave up")

[<Fact>]
let ``Several row groups, a few records more than lanes, are the same too`` () =
    TestFolders.inTemporary (fun folder ->
        let guids = Array.init 33_003 (fun row -> ExampleGuid.FromInteger(3L * int64 row))
        writeColumns folder (Random 4) guids 2 3 (inOrder guids.Length) (fun _ row -> row % 3)

        match aligned folder with
        | Some quick -> BlockTrajectoriesTests.same quick ((snd (BlockTrajectoriesTests.both folder)) ())
        | None -> Assert.Fail "the quick way gave up")

[<Fact>]
let ``Another order, another gold and a guid that is there twice are left to the other ways`` () =
    let guids = Array.init 40 (fun row -> ExampleGuid.FromInteger(int64 row))

    let twice =
        guids |> Array.mapi (fun row guid -> if row = 30 then guids[3] else guid)

    let reversed epoch =
        if epoch = 1 then
            Array.init 40 (fun row -> 39 - row)
        else
            Array.init 40 id

    let sameGold _ row = row % 2

    let otherGold epoch row =
        if epoch = 1 && row = 9 then 0 else row % 2

    for guids, rowsOf, goldOf in
        [
            guids, reversed, sameGold
            guids, inOrder 40, otherGold
            twice, inOrder 40, sameGold
        ] do
        TestFolders.inTemporary (fun folder ->
            writeColumns folder (Random 5) guids 2 2 rowsOf goldOf
            Assert.True((aligned folder).IsNone))

[<Fact>]
let ``Eight records at once are scored as one is, bit for bit, at the edges of float32 too`` () =
    let random = Random 8

    let edges =
        [|
            0.0f
            -0.0f
            3.4028235e38f
            -3.4028235e38f
            1e-45f
            88.0f
            -104.0f
            -104.1f
            700.0f
            -750.0f
        |]

    for classes in [ 2; 3; 9 ] do
        TestFolders.inTemporary (fun folder ->
            let records: TestLog.Record list =
                [
                    for row in 0..402 ->
                        string row,
                        List.init classes (fun _ ->
                            if random.Next 3 = 0 then
                                edges[random.Next edges.Length]
                            else
                                float32 (random.NextDouble() * 40.0 - 20.0)),
                        random.Next classes
                ]

            TestLog.write folder [ records ] |> ignore

            use blocks =
                Unchecked.nonNull (DynamicsBlocks.TryOpen(DynamicsFile.Find(folder)[0]))

            let block = ScoredBlock()
            Assert.True(blocks.TryRead(0, block.Records))
            block.Score()

            records
            |> List.iteri (fun row (_, logits, gold) ->
                let logits = ReadOnlySpan(Array.ofList logits)
                Assert.Equal(Softmax.goldProbability logits gold, block.Probabilities[row])
                Assert.Equal(Softmax.crossEntropy logits gold, block.Losses[row])
                Assert.Equal((if Softmax.argmax logits = gold then -1 else 0), block.Correct[row])))
