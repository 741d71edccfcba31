module TrainingDynamics.Review.FixPlanTests

open System.IO
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Data
open TrainingDynamics.Review.ReviewRun

let private inFolderWith (content: string) (test: string -> unit) =
    inTemporary (fun folder ->
        let path = Path.Combine(folder, "train.tsv")
        File.WriteAllText(path, content)
        test path)

let private source = "text\tlabel\none\t0\ntwo\t1.0\nthree\t1\nfour\t0\n"

let private fixedOf path corrections =
    let output =
        Path.Combine(nonNull (Path.GetDirectoryName(path: string)), "fixed.tsv")

    let plan = FixPlan.make (recorded path "tsv") names corrections
    Fix.write plan "a test" output

[<Fact>]
let ``Labels are spelt as the file spells them, whatever the run calls its classes`` () =
    inFolderWith source (fun path ->
        let files =
            fixedOf path [| correction 0 "good"; correction 2 "bad"; correction 3 "1" |]

        Assert.Equal("text\tlabel\none\t1.0\ntwo\t1.0\nthree\t0\nfour\t1.0\n", File.ReadAllText files.File)
        let hash = TextHash.ToHex(TextHash.Of("one", null))
        Assert.StartsWith($"text_hash,given,new\n{hash},0,1.0\n", File.ReadAllText files.Patch)
        let audit = File.ReadAllLines files.Audit
        Assert.Equal(4, audit.Length)

        Assert.Contains(
            "\"guid\":\"0\",\"row\":0,\"line\":2,\"given\":\"bad\",\"new\":\"good\",\"who\":\"kim\"",
            audit[1]
        ))

let private messageOf path corrections =
    Assert
        .Throws<AnalyticsException>(fun () -> FixPlan.make (recorded path "tsv") names corrections |> ignore)
        .Message

[<Fact>]
let ``A row that is not what was reviewed is refused, and named`` () =
    inFolderWith source (fun path ->
        let reviewed =
            { correction 1 "bad" with
                Given = "good"
                TextHash = TextHash.ToHex(TextHash.Of("two", null))
            }

        FixPlan.make (recorded path "tsv") names [| reviewed |] |> ignore
        File.WriteAllText(path, source.Replace("two", "too"))
        Assert.Contains("guid 1 (line 3) has another text", messageOf path [| reviewed |])
        File.WriteAllText(path, source.Replace("1.0", "0"))

        Assert.Contains(
            "guid 1 (line 3) has the label 'bad', and 'good' when it was reviewed",
            messageOf path [| reviewed |]
        )
        // What else changed does not matter.
        File.WriteAllText(path, source.Replace("four", "more"))
        let plan = FixPlan.make (recorded path "tsv") names [| reviewed |]
        Assert.Equal(1, plan.Rows.Length)
        Assert.Contains("guid 9 is not in it", messageOf path [| correction 9 "bad" |])
        Assert.Contains("the label 'bed', and no row", messageOf path [| correction 0 "bed" |])

        Assert.Contains(
            "all of its rows would be removed",
            messageOf path [| for row in 0..3 -> correction row "" |]
        ))

[<Fact>]
let ``A correction that the file has already changes nothing`` () =
    inFolderWith source (fun path ->
        let plan = FixPlan.make (recorded path "tsv") names [| correction 0 "bad" |]
        Assert.Equal((0, 1), (plan.Rows.Length, plan.Already))
        let files = Fix.write plan "a test" (path + ".fixed")
        Assert.Equal(source, File.ReadAllText files.File))

[<Fact>]
let ``The reverse of a file that has changed since is refused with the row`` () =
    inFolderWith source (fun path ->
        let files = fixedOf path [| correction 2 "bad" |]
        let back = path + ".back"

        let message () =
            Assert.Throws<AnalyticsException>(fun () -> FixAudit.reverse files.Audit back |> ignore).Message

        let text = File.ReadAllText files.File
        File.WriteAllText(files.File, text.Replace("three\t0", "three\t1"))
        Assert.Contains("guid 2 is not at byte", message ())
        File.WriteAllText(files.File, text + "five\t0\n")
        Assert.Contains("outside of the rows that were fixed", message ())
        Assert.False(File.Exists back))

[<Fact>]
let ``The source itself is never written over`` () =
    inFolderWith source (fun path ->
        let plan = FixPlan.make (recorded path "tsv") names [| correction 2 "bad" |]

        let error =
            Assert.Throws<AnalyticsException>(fun () -> Fix.write plan "a test" path |> ignore)

        Assert.Contains("is the source itself", error.Message)
        Assert.Equal(source, File.ReadAllText path))

[<Fact>]
let ``A patch mends another copy of the data by its texts`` () =
    inFolderWith source (fun path ->
        let files = fixedOf path [| correction 0 "good"; correction 2 "" |]
        let copy = Path.Combine(nonNull (Path.GetDirectoryName path), "copy.csv")
        File.WriteAllText(copy, "id,label,text\na,0,four\nb,1.0,\"three\"\nc,0,one\n")

        let record = recordedBy "id" copy "csv"

        File.WriteAllText(files.Patch, File.ReadAllText(files.Patch).Replace(",1,", ",1.0,"))
        let struct (corrections, missing) = Fix.ofPatch files.Patch record
        Assert.Equal(0, missing)
        let plan = FixPlan.make record [||] corrections
        let mended = Fix.write plan files.Patch (copy + ".fixed.csv")
        Assert.Equal("id,label,text\na,0,four\nc,1.0,one\n", File.ReadAllText mended.File)

        File.WriteAllText(copy, "id,label,text\nc,2,one\n")

        let error =
            Assert.Throws<AnalyticsException>(fun () -> Fix.ofPatch files.Patch record |> ignore)

        Assert.Contains("line 2 has the label '2', expected '0'", error.Message))

[<Fact>]
let ``A table of corrections names its faults by line`` () =
    inTemporary (fun folder ->
        let path = Path.Combine(folder, "labels.csv")
        File.WriteAllText(path, "guid,label\n3,good\n4,bad\n")
        let corrections = Correction.ofTable path

        Assert.Equal<string * string>(
            [ "3", "good"; "4", "bad" ],
            corrections |> Array.map (fun one -> one.Guid, one.New)
        )

        for content, fault in
            [
                "guid,label\n3,good\n3,bad\n", "line 3: guid 3 is there twice"
                "guid,label\n3,\n", "line 2: guid 3 has no label"
            ] do
            File.WriteAllText(path, content)

            let error =
                Assert.Throws<AnalyticsException>(fun () -> Correction.ofTable path |> ignore)

            Assert.Contains(fault, error.Message))

[<Fact>]
let ``Decisions become corrections by the rules for what gets no label`` () =
    let queue = queueOf "none" request

    let acts =
        decided
            queue
            [
                Verdict.Relabel
                Verdict.Keep
                Verdict.Ambiguous
                Verdict.Remove
                Verdict.Skip
            ]

    let guids rules =
        Correction.ofReview rules queue acts |> Array.map (fun one -> one.Guid, one.New)

    let rules =
        {
            Conflicts = ConflictRule.Refuse
            DropAmbiguous = false
            DropRemoved = true
        }

    Assert.Equal<string * string>([ "0", "good"; "3", "" ], guids rules)

    Assert.Equal<string * string>(
        [ "0", "good"; "2", "" ],
        guids
            { rules with
                DropAmbiguous = true
                DropRemoved = false
            }
    )
