module TrainingDynamics.Analytics.Tests.MetricsFileExtrasTests

open System.IO
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs
open TrainingDynamics.Analytics.Tests.MetricsFileTests

let extra name values = { Name = name; Values = values }

let withExtras =
    { table with
        Extras =
            [|
                extra "aum" [| -1.25; 3.0 |]
                extra "first_learned" [| nan; 2.0 |]
                extra "never_learnt" [| 1.0; 0.0 |]
                extra "el2n" [| sqrt 2.0; 1e-11 |]
            |]
    }

[<Fact>]
let ``metrics on request follow the seven columns in the order asked for`` () =
    let lines = (written withExtras).Split '\n'

    Assert.Equal(
        "{\"guid\":50325,\"index\":0,\"threshold_closeness\":0.25,\"confidence\":0.5,\"variability\":0.0,\
         \"correctness\":0,\"forgetfulness\":1000,\"aum\":-1.25,\"first_learned\":null,\"never_learnt\":true,\
         \"el2n\":1.4142135624}",
        lines[0]
    )

    Assert.EndsWith(
        ",\"forgetfulness\":2,\"aum\":3.0,\"first_learned\":2,\"never_learnt\":false,\"el2n\":0.0}",
        lines[1]
    )

[<Fact>]
let ``they read back with what is missing`` () =
    let read = readText (written withExtras)
    Assert.Equal<string[]>(withExtras.Extras |> Array.map _.Name, read.Extras |> Array.map _.Name)
    Assert.Equal<float[]>([| nan; 2.0 |], Metrics.values "first_learned" read)
    Assert.Equal<float[]>([| 1.0; 0.0 |], Metrics.values "never_learnt" read)
    Assert.Equal<float[]>([| -1.25; 3.0 |], Metrics.values "aum" read)

[<Fact>]
let ``a null that was left out is the same as a null`` () =
    let head = "{\"guid\":1,\"confidence\":0.5,\"variability\":0.0,\"correctness\":0"

    for text in
        [
            head + "}\n" + head.Replace("1", "2") + ",\"first_learned\":0}\n"
            head
            + ",\"first_learned\":null}\n"
            + head.Replace("1", "2")
            + ",\"first_learned\":0}\n"
        ] do
        Assert.Equal<float[]>([| nan; 0.0 |], readText text |> Metrics.values "first_learned")

[<Fact>]
let ``a metric in some rows only is refused`` () =
    let bare = "{\"guid\":1,\"confidence\":0.5,\"variability\":0.0,\"correctness\":1}\n"

    let full =
        "{\"guid\":2,\"aum\":1.5,\"confidence\":0.5,\"variability\":0.0,\"correctness\":1}\n"

    let problem guid =
        $"m.jsonl, line 2: guid {guid}: aum is in some rows only; expected it in all or in none"

    Assert.Equal(problem 2, errorOf (bare + full))
    Assert.Equal(problem 1, errorOf (full + bare))

[<Theory>]
[<InlineData("\"aum\":null", "aum is null, expected a number")>]
[<InlineData("\"aum\":1e999", "aum is 1e999, expected a number")>]
[<InlineData("\"mean_loss\":-1", "mean_loss is -1, expected a number, at least 0")>]
[<InlineData("\"probability_margin\":-1.5", "probability_margin is -1.5, expected a number from -1 to 1")>]
[<InlineData("\"never_learnt\":1", "never_learnt is 1, expected true or false")>]
[<InlineData("\"first_learned\":-1", "first_learned is -1, expected an integer, at least 0")>]
let ``a value out of its range is refused`` (property: string) (expected: string) =
    Assert.Equal($"m.jsonl, line 1: guid 1: {expected}", errorOf ("{\"guid\":1," + property + "}"))

let writtenCsv table =
    let mutable text = ""

    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "metrics.csv")
        MetricsFile.write path table
        text <- File.ReadAllText path)

    text

[<Fact>]
let ``a CSV has a header and the numbers of the JSON`` () =
    Assert.Equal(
        "guid,index,threshold_closeness,confidence,variability,correctness,forgetfulness,aum,first_learned,never_learnt,el2n\n\
         50325,0,0.25,0.5,0.0,0,1000,-1.25,,true,1.4142135624\n\
         a/b,1,0.0039580798,0.9960261285,0.0000000015,4,2,3.0,2,false,0.0\n",
        writtenCsv withExtras
    )

[<Fact>]
let ``a name that ends in tsv gives the CSV with tabs for commas`` () =
    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "metrics.TSV")
        MetricsFile.write path withExtras
        Assert.Equal((writtenCsv withExtras).Replace(',', '\t'), File.ReadAllText path))

[<Fact>]
let ``a CSV quotes the guids that need it and keeps every character`` () =
    let guids = [| "a,b"; "say \"é\""; "two\nlines"; "plain 'x'" |]

    let table =
        {
            Guids = guids |> Array.map ExampleGuid.FromText
            Index = [| 0..3 |]
            Gold = None
            Epochs = None
            ThresholdCloseness = Array.replicate 4 0.25
            Confidence = Array.replicate 4 0.5
            Variability = Array.replicate 4 0.0
            Correctness = Array.replicate 4 1
            Forgetfulness = None
            Extras = [||]
        }

    Assert.Equal(
        "guid,index,threshold_closeness,confidence,variability,correctness\n\
         \"a,b\",0,0.25,0.5,0.0,1\n\
         \"say \"\"é\"\"\",1,0.25,0.5,0.0,1\n\
         \"two\nlines\",2,0.25,0.5,0.0,1\n\
         plain 'x',3,0.25,0.5,0.0,1\n",
        writtenCsv table
    )

[<Fact>]
let ``a metrics file can only be asked for what it has`` () =
    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "m.jsonl")
        MetricsFile.write path withExtras

        let asked =
            MetricsFile.readOrComputeWith
                { Metrics.defaults with
                    Also = [ "aum" ]
                }
                path

        Assert.Equal(4, asked.Extras.Length)

        let errorOf options =
            Assert
                .Throws<AnalyticsException>(fun () -> MetricsFile.readOrComputeWith options path |> ignore)
                .Message

        Assert.Equal(
            "these metrics have no bald; compute them from the run's logs with it, by --metrics bald",
            errorOf
                { Metrics.defaults with
                    Also = [ "bald" ]
                }
        )

        for options in
            [
                { Metrics.defaults with First = Some 1 }
                { Metrics.defaults with Skip = 1 }
                { Metrics.defaults with
                    IncludeCi = true
                }
                { Metrics.defaults with
                    AllowMissing = true
                }
            ] do
            Assert.Equal(
                $"{path} is a metrics file; choosing epochs, --include-ci and --allow-missing need the run's logs",
                errorOf options
            ))
