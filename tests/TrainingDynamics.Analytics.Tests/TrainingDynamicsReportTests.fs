module TrainingDynamics.Analytics.Tests.TrainingDynamicsReportTests

open System
open System.IO
open System.Reflection
open Xunit
open TrainingDynamics.Analytics

let log: TestLog.Record list list =
    [
        [ "1", [ 1.0f; 0.0f ], 0; "2", [ 1.0f; 0.0f ], 1 ]
        [ "1", [ 1.0f; 0.0f ], 0; "2", [ 1.0f; 0.0f ], 1 ]
    ]

let inLog action =
    TestFolders.inTemporary (fun folder -> TestLog.write folder log |> action)

[<Fact>]
let ``a computed report knows gold, epochs and statistics`` () =
    inLog (fun run ->
        let report = TrainingDynamicsReport.Compute(run, MetricsRequest(First = Nullable 3))
        Assert.Equal(2, report.Count)
        Assert.Equal<int[]>([| 0; 1 |], report.Gold)
        Assert.Equal(Nullable 2, report.Epochs)
        Assert.Equal(Nullable 2, report.EpochsFound)
        Assert.True report.BurnOutExceedsEpochs
        Assert.Equal<float list>([ 0.5; 0.5 ], report.Stats |> Seq.map _.Accuracy |> List.ofSeq)
        Assert.Equal<float[]>([| 1.0; 0.0 |], report.CorrectnessFraction)
        Assert.Equal<int[]>([| 0; 1000 |], report.Forgetfulness)
        Assert.Equal(1, report.NeverLearnt))

[<Fact>]
let ``burn-out counts the correctness fraction over the epochs used`` () =
    inLog (fun run ->
        let report =
            TrainingDynamicsReport.Compute(run, MetricsRequest(First = Nullable 1, IncludeCi = true))

        Assert.Equal(Nullable 1, report.Epochs)
        Assert.Equal(Nullable 2, report.EpochsFound)
        Assert.Equal<float[]>([| 1.0; 0.0 |], report.CorrectnessFraction))

[<Fact>]
let ``a written report reads back, without what the file does not hold`` () =
    inLog (fun run ->
        let path = Path.Combine(run, "m.jsonl")
        let computed = TrainingDynamicsReport.Open run
        MetricsFile.write path computed.Table
        let read = TrainingDynamicsReport.Open path
        Assert.Equal<TrainingDynamics.Logs.ExampleGuid[]>(computed.Guids, read.Guids)
        Assert.Equal<int[]>(computed.Index, read.Index)
        Assert.Equal<int[]>(computed.Forgetfulness, read.Forgetfulness)
        Assert.Equal<float[]>(computed.CorrectnessFraction, read.CorrectnessFraction)
        Assert.Empty read.Gold
        Assert.Empty read.Stats
        Assert.False read.Epochs.HasValue
        Assert.False read.EpochsFound.HasValue
        Assert.False read.BurnOutExceedsEpochs)

[<Fact>]
let ``C# meets no F# type in the facade or in the records it hands out`` () =
    let isForeign (signature: Type) =
        let rec parts (t: Type) =
            [
                yield t
                yield! t.GetGenericArguments() |> Seq.collect parts
                match t.GetElementType() with
                | null -> ()
                | element -> yield! parts element
            ]

        parts signature
        |> List.exists (fun t -> (string t.FullName).StartsWith("Microsoft.FSharp", StringComparison.Ordinal))

    let flags =
        BindingFlags.Public
        ||| BindingFlags.Instance
        ||| BindingFlags.Static
        ||| BindingFlags.DeclaredOnly

    let foreign =
        [
            for facade in
                [
                    typeof<TrainingDynamicsReport>
                    typeof<MetricsReport>
                    typeof<Regions>
                    typeof<EpochStats>
                    typeof<MetricsRequest>
                    typeof<MetricDefinition>
                ] do
                for method in facade.GetMethods flags do
                    for signature in
                        method.ReturnType :: [ for p in method.GetParameters() -> p.ParameterType ] do
                        if isForeign signature then
                            $"{facade.Name}.{method.Name}: {signature}"
        ]

    Assert.Empty foreign
