module TrainingDynamics.Analytics.Tests.BlockTrajectoriesTests

open System
open System.Collections.Generic
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

let internal entries =
    [|
        for definition in Metrics.definitions do
            if definition.OnRequest then
                MetricCatalog.find definition.Name
    |]

let internal both folder =
    let files = Array.ofSeq (DynamicsFile.Find folder)

    BlockTrajectories.TryRead(files, false, entries),
    (fun () -> Trajectories(files[0], false, false, entries).Read files)

// Bit for bit: both must do the same operations in the same order.
let internal same (quick: RunTable) (careful: RunTable) =
    Assert.Equal(careful.Table, quick.Table)
    Assert.Equal(careful.Incomplete, quick.Incomplete)

    for a, b in Array.zip careful.Epochs quick.Epochs do
        Assert.Equal(struct (a.Records, a.Correct), struct (b.Records, b.Correct))
        // Of row groups each is summed for itself, so that the sum may round otherwise, once a record.
        Assert.Equal(a.Loss, b.Loss, 1e-15 * float a.Records * abs a.Loss)

[<Property(MaxTest = 40)>]
let ``The quick way gives what the careful way gives, bit for bit, whatever the guids and the order``
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

    TestFolders.inTemporary (fun folder ->
        let random = Random seed

        TestLog.write folder (runOf random examples (1 + random.Next 4) (2 + random.Next 3) guidOf)
        |> ignore

        match both folder with
        | Some quick, careful -> same quick (careful ())
        | None, _ -> Assert.Fail "the quick way gave up")

[<Fact>]
let ``Thousands of records in several blocks are the same too`` () =
    TestFolders.inTemporary (fun folder ->
        TestLog.write folder (runOf (Random 5) 9000 3 3 string) |> ignore

        match both folder with
        | Some quick, careful -> same quick (careful ())
        | None, _ -> Assert.Fail "the quick way gave up")

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
let ``It gives up wherever the careful way finds an error`` () =
    let run = runOf (Random 6) 50 3 2 string

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

                match both folder with
                | None, careful -> Assert.Throws<LogFormatException>(careful >> ignore) |> ignore
                | Some _, _ -> Assert.Fail "an error went unnoticed")

[<Fact>]
let ``It gives up on a guid that the first epoch has twice`` () =
    TestFolders.inTemporary (fun folder ->
        TestLog.write folder [ [ "4", [ 1.0f; 2.0f ], 0; "2", [ 1.0f; 2.0f ], 0; "4", [ 1.0f; 2.0f ], 0 ] ]
        |> ignore

        Assert.True((fst (both folder)).IsNone))

[<Fact>]
let ``Ranking is that of a stable sort with NaN last`` () =
    let random = Random 7

    let keys =
        Array.init 5000 (fun i ->
            match i % 7 with
            | 0 -> nan
            | 1 -> 0.0
            | 2 -> -0.0
            | 3 -> infinity
            | 4 -> -infinity
            | 5 -> float (random.Next 5)
            | _ -> (random.NextDouble() - 0.5) * Math.Pow(10.0, float (random.Next(-300, 300))))

    let sorted (keys: float[]) =
        Array.init keys.Length id
        |> Array.sortWith (fun a b ->
            match Double.IsNaN(keys[a]).CompareTo(Double.IsNaN keys[b]) with
            | 0 when not (Double.IsNaN keys[a]) && keys[a] <> keys[b] -> keys[a].CompareTo keys[b]
            | 0 -> a.CompareTo b
            | different -> different)

    Assert.Equal<int[]>(sorted keys, Ranking.ascending keys)
    Assert.Equal<int[]>(sorted (keys |> Array.map (~-)), Ranking.descending keys)
    Assert.Empty(Ranking.ascending [||])
