module TrainingDynamics.Analytics.Tests.NoiseInjectorTests

open System
open System.IO
open System.Text
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs
open TrainingDynamics.Analytics.Tests.LabelIssuesTests

let inject name (content: string) guidColumn rate seed check =
    TestFolders.inTemporary (fun folder ->
        let data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName
        let path = Path.Combine(data, name)
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes content)
        File.WriteAllText(Path.Combine(data, "dev" + nonNull (Path.GetExtension name)), "dev")

        let source =
            {
                File = TestFolders.trainingFile path guidColumn
                LabelColumn = "label"
            }

        check (NoiseInjector.write rate seed source (Path.Combine(folder, "out"))))

let errorOf name content guidColumn rate =
    let error =
        Assert.Throws<AnalyticsException>(fun () -> inject name content guidColumn rate 1 ignore)

    match error.Message.IndexOf(name, StringComparison.Ordinal) with
    | -1 -> error.Message
    | place -> error.Message[place..]

let hundred =
    "sentence\tlabel\n"
    + String.Join("", [ for i in 0..99 -> $"text {i}\t{i % 3}\n" ])

[<Fact>]
let ``the asked share of labels is exchanged, nothing else, and the truth file names them`` () =
    inject "train.tsv" hundred None 0.205 7 (fun noisy ->
        Assert.Equal(20, noisy.Flipped)
        Assert.Equal(100, noisy.Rows)
        Assert.Equal<string[]>([| "0"; "1"; "2" |], noisy.Labels)
        let before = hundred.Split '\n'
        let after = File.ReadAllLines noisy.TrainFile
        let truth = File.ReadAllLines noisy.TruthFile
        Assert.Equal("split\tguid\tkind\tlabel\ttrue_label", truth[0])

        let changed =
            [|
                for row in 0..99 do
                    let was, is = before[row + 1].Split '\t', after[row + 1].Split '\t'
                    Assert.Equal(was[0], is[0])

                    if was[1] <> is[1] then
                        $"train\t{row}\tflipped\t{is[1]}\t{was[1]}"
            |]

        Assert.Equal<string[]>(changed, Array.skip 1 truth)
        Assert.Equal("dev", File.ReadAllText(Assert.Single noisy.Copied)))

[<Fact>]
let ``the same seed plants the same errors, another seed others`` () =
    let written seed =
        let mutable text = ""
        inject "train.tsv" hundred None 0.2 seed (fun noisy -> text <- File.ReadAllText noisy.TrainFile)
        text

    Assert.Equal(written 1, written 1)
    Assert.NotEqual<string>(written 1, written 2)

[<Fact>]
let ``quoted labels and JSON labels are exchanged as they are spelt`` () =
    inject "train.csv" "id,label,text\na,\"not, so\",\"x\ny\"\nb,so,z\n" (Some "id") 0.5 1 (fun noisy ->
        let text = File.ReadAllText noisy.TrainFile

        Assert.Contains(
            text,
            [
                "id,label,text\na,so,\"x\ny\"\nb,so,z\n"
                "id,label,text\na,\"not, so\",\"x\ny\"\nb,\"not, so\",z\n"
            ]
        ))

    inject
        "train.jsonl"
        "{\"label\": 0, \"t\": [0]}\n{\"t\": \"label\", \"label\":1}"
        None
        0.5
        1
        (fun noisy ->
            let text = File.ReadAllText noisy.TrainFile

            Assert.Contains(
                text,
                [
                    "{\"label\": 1, \"t\": [0]}\n{\"t\": \"label\", \"label\":1}"
                    "{\"label\": 0, \"t\": [0]}\n{\"t\": \"label\", \"label\":0}"
                ]
            ))

[<Fact>]
let ``what was planted is read back by guid`` () =
    inject "train.tsv" hundred None 0.2 3 (fun noisy ->
        let guids = Array.init 100 (fun i -> ExampleGuid.FromInteger(int64 (99 - i)))
        let truth = NoiseTruth.read noisy.TruthFile guids
        Assert.Equal(20, truth |> Array.filter id |> Array.length)
        let lines = File.ReadAllLines noisy.TruthFile
        let first = lines[1].Split '\t' |> Array.item 1
        Assert.True(truth[99 - int first]))

[<Fact>]
let ``of a truth file with more in it the flipped rows of the training split count`` () =
    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "truth.tsv")

        File.WriteAllText(
            path,
            "split\tguid\tkind\tlabel\ttrue_label\ntrain\t1\tflipped\t0\t1\ntrain\t2\tambiguous\t0\tnone\n\
             dev\t0\tflipped\t0\t1\n"
        )

        let guids = Array.init 3 (int64 >> ExampleGuid.FromInteger)
        Assert.Equal<bool[]>([| false; true; false |], NoiseTruth.read path guids)

        let error =
            Assert.Throws<AnalyticsException>(fun () -> NoiseTruth.read path guids[..0] |> ignore)

        Assert.Equal(
            $"{path}, line 2: guid 1 is none of the run's 1 examples, expected the truth of the data set it was trained on",
            error.Message
        ))

[<Fact>]
let ``a random ranking or selection of the same seed does not find what was planted`` () =
    let n = 2000

    let content =
        "text\tlabel\n" + String.Join("", [ for i in 0 .. n - 1 -> $"t\t{i % 2}\n" ])

    inject "train.tsv" content None 0.2 1 (fun noisy ->
        let table = RegionsTests.tableOf (List.replicate n 0.5) (List.replicate n 0.1)
        let truth = NoiseTruth.read noisy.TruthFile table.Guids

        let evidence =
            evidenceOf [ [ for i in 0 .. n - 1 -> TestLog.Record($"{i}", [ 1.0f; 0.0f ], 0) ] ]

        let random =
            LabelIssues.find LabelFilter.PruneByNoiseRate 1 evidence
            |> LabelIssues.detector "random"
        // Six standard errors of 400 against 1600 are 0.1.
        Assert.InRange(Detection.auroc truth random.Suspicion, 0.4, 0.6)

        let request =
            { SelectionRequest.ranked (SelectionSize.Fraction 0.2) with
                Strategy = SelectionStrategy.Random
            }

        let picks =
            (Selection.select request (SelectionScore.ofTable "confidence" table) table).Picks

        let planted = picks |> Array.filter (fun pick -> truth[pick.Row]) |> Array.length
        // 80 are expected of 400; six standard errors are 43.
        Assert.InRange(planted, 37, 123))

[<Fact>]
let ``what cannot be falsified is refused`` () =
    Assert.Equal(
        "the noise rate is 1, expected more than 0 and less than 1",
        errorOf "train.tsv" hundred None 1.0
    )

    Assert.Equal(
        "train.tsv: a noise rate of 0.001 comes to none of its 100 rows; ask for more",
        errorOf "train.tsv" hundred None 0.001
    )

    Assert.Equal(
        "train.tsv: all its labels are '0', expected at least two to exchange; check the label column",
        errorOf "train.tsv" "text\tlabel\na\t0\nb\t0\n" None 0.5
    )

    Assert.Equal(
        "train.tsv, line 3: guid a is there twice, also in line 2; expected every guid once",
        errorOf "train.tsv" "text\tlabel\na\t0\na\t1\n" (Some "text") 0.5
    )

    Assert.Equal(
        "train.tsv: found the columns 'text', 'gold', expected one called 'label' among them",
        errorOf "train.tsv" "text\tgold\na\t0\n" None 0.5
    )

[<Fact>]
let ``a row without a label keeps having none, and no other row loses its label to it`` () =
    let content =
        "text,label\n"
        + String.Join("", [ for i in 0..19 -> $"t{i},{i % 2}\n" ])
        + "u,\n"

    inject "train.csv" content None 0.9 1 (fun noisy ->
        Assert.Equal<string[]>([| "0"; "1" |], noisy.Labels)

        let rows = File.ReadAllLines noisy.TrainFile
        let labels = rows[1..] |> Array.map (fun row -> row.Substring(row.IndexOf ',' + 1))
        Assert.Equal("", labels[20])
        Assert.Equal(20, labels |> Array.filter (fun label -> label <> "") |> Array.length))

[<Theory>]
[<InlineData("guid\tkind\n3\tannotator error\n2\tFlipped\n", "but 'annotator error', 'Flipped'")>]
[<InlineData("guid\tkind\tsplit\n3\tflipped\tdev\n", "but 'flipped'")>]
let ``a truth file that calls no example mislabelled is refused with the kinds it has`` (text: string) found =
    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "truth.tsv")
        File.WriteAllText(path, text)
        let guids = Array.init 9 (int64 >> ExampleGuid.FromInteger)

        let error =
            Assert.Throws<AnalyticsException>(fun () -> NoiseTruth.read path guids |> ignore)

        Assert.StartsWith($"{path}: found no row of kind 'flipped'", error.Message)
        Assert.Contains((found: string), error.Message))
