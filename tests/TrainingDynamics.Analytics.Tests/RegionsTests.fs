module TrainingDynamics.Analytics.Tests.RegionsTests

open System
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

let tableOf (confidence: float list) (variability: float list) =
    let n = confidence.Length

    {
        Guids = Array.init n (int64 >> ExampleGuid.FromInteger)
        Index = Array.init n id
        Gold = None
        Epochs = None
        ThresholdCloseness = confidence |> List.map (fun c -> c * (1.0 - c)) |> Array.ofList
        Confidence = Array.ofList confidence
        Variability = Array.ofList variability
        Correctness = Array.zeroCreate n
        Forgetfulness = None
        Extras = [||]
    }

[<Fact>]
let ``easy is the highest confidence, hard the lowest, ambiguous the highest variability`` () =
    let table =
        tableOf [ 0.9; 0.1; 0.5; 0.8; 0.2; 0.6 ] [ 0.1; 0.2; 0.4; 0.3; 0.0; 0.35 ]

    let regions = Regions.split 0.34 table
    Assert.Equal<int[]>([| 0; 3 |], regions.Easy)
    Assert.Equal<int[]>([| 1; 4 |], regions.Hard)
    Assert.Equal<int[]>([| 2; 5 |], regions.Ambiguous)

[<Fact>]
let ``ties stay in the order of the table, from either end`` () =
    let table = tableOf (List.replicate 6 0.5) (List.replicate 6 0.25)
    let regions = Regions.split 0.5 table
    Assert.Equal<int[]>([| 0; 1; 2 |], regions.Easy)
    Assert.Equal<int[]>([| 0; 1; 2 |], regions.Hard)
    Assert.Equal<int[]>([| 0; 1; 2 |], regions.Ambiguous)

[<Fact>]
let ``of one epoch nothing is ambiguous, and none can be selected`` () =
    let table =
        { tableOf [ 0.9; 0.1; 0.5 ] [ 0.0; 0.0; 0.0 ] with
            Epochs = Some 1
        }

    let regions = Regions.split 0.34 table
    Assert.Equal<int[]>([| 0 |], regions.Easy)
    Assert.Equal<int[]>([| 1 |], regions.Hard)
    Assert.Empty regions.Ambiguous
    Assert.Equal(0, regions.EasyAndAmbiguous)

    let error =
        Assert.Throws<AnalyticsException>(fun () -> Selection.ofRegion "ambiguous" 0.34 table |> ignore)

    Assert.StartsWith("one epoch has no variability", error.Message)

[<Fact>]
let ``overlaps are counted`` () =
    let table = tableOf [ 0.9; 0.8; 0.2; 0.1 ] [ 0.4; 0.1; 0.2; 0.3 ]
    let regions = Regions.split 0.75 table
    // Easy 0 1 2, hard 3 2 1, ambiguous 0 3 2.
    Assert.Equal(2, regions.EasyAndHard)
    Assert.Equal(2, regions.EasyAndAmbiguous)
    Assert.Equal(2, regions.HardAndAmbiguous)
    let quarter = Regions.split 0.25 table
    Assert.Equal(0, quarter.EasyAndHard)
    Assert.Equal(1, quarter.EasyAndAmbiguous)
    Assert.Equal(0, quarter.HardAndAmbiguous)

// Source: Python's int(proportion * count) for the training sets of SST-2 and MNLI.
[<Theory>]
[<InlineData(0.33, 67349, 22225)>]
[<InlineData(0.33, 392702, 129591)>]
[<InlineData(1.0, 7, 7)>]
[<InlineData(0.33, 3, 0)>]
let ``a region has floor of proportion times count`` (proportion: float) (count: int) (expected: int) =
    Assert.Equal(expected, Ranking.sizeOf proportion count)

[<Theory>]
[<InlineData(0.0, "0")>]
[<InlineData(1.5, "1.5")>]
[<InlineData(Double.NaN, "NaN")>]
let ``a proportion outside of its range is refused`` (proportion: float) (shown: string) =
    let error =
        Assert.Throws<ArgumentException>(fun () ->
            Regions.split proportion (tableOf [ 0.5 ] [ 0.0 ]) |> ignore)

    Assert.Equal(
        $"the proportion is {shown}, expected more than 0 and at most 1 (Parameter 'proportion')",
        error.Message
    )

[<Fact>]
let ``ranking by a metric that the table lacks is refused`` () =
    let error =
        Assert.Throws<AnalyticsException>(fun () ->
            SelectionScore.ofTable MetricsColumn.Forgetfulness (tableOf [ 0.5 ] [ 0.0 ])
            |> ignore)

    Assert.Equal(
        "the metrics have no forgetfulness, expected it to select by; compute them from the run's dynamics",
        error.Message
    )

[<Fact>]
let ``never learnt ranks before every count of forgetting`` () =
    let table =
        { tableOf [ 0.5; 0.5; 0.5 ] [ 0.0; 0.0; 0.0 ] with
            Forgetfulness =
                Some
                    [|
                        Forgetfulness.Events 2000
                        Forgetfulness.NeverLearnt
                        Forgetfulness.Events 0
                    |]
        }

    let score = SelectionScore.ofTable MetricsColumn.Forgetfulness table
    Assert.Equal<int[]>([| 1; 0; 2 |], SelectionScore.ranking false score)
    Assert.Equal<int[]>([| 2; 0; 1 |], SelectionScore.ranking true score)

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

let columnsOf (confidence: float[]) (variability: float[]) =
    let zeros = Array.zeroCreate confidence.Length
    let guids = Array.init confidence.Length (int64 >> ExampleGuid.FromInteger)
    MetricsTable.ofEpochs guids zeros 3 confidence variability zeros zeros

let regionsAreSummed proportion (table: MetricsTable) =
    let regions = Regions.split proportion table
    let summary = RegionSummary.ofTable proportion table

    let isOf (rows: int[]) (figures: RegionFigures) =
        let mean (values: float[]) =
            if rows.Length = 0 then
                nan
            else
                rows |> Array.averageBy (fun row -> values[row])

        Assert.Equal(rows.Length, figures.Examples)
        Assert.Equal(mean table.Confidence, figures.Confidence, 1e-9)
        Assert.Equal(mean table.Variability, figures.Variability, 1e-9)

    isOf regions.Easy summary.Easy
    isOf regions.Ambiguous summary.Ambiguous
    isOf regions.Hard summary.Hard
    Assert.Equal(regions.EasyAndAmbiguous, summary.EasyAndAmbiguous)
    Assert.Equal(regions.HardAndAmbiguous, summary.HardAndAmbiguous)
    Assert.Equal(table.Count, summary.NeverRight)

[<FsCheck.Xunit.Property>]
let ``the regions in a few numbers are those of the ranking, ties in the table's order``
    (tenths: byte[])
    (seed: int)
    =
    let random = Random seed

    let confidence =
        Array.append [| 5uy |] tenths
        |> Array.map (fun tenth -> float (tenth % 11uy) / 10.0)

    let variability = confidence |> Array.map (fun _ -> float (random.Next 6) / 10.0)
    regionsAreSummed (0.01 + random.NextDouble() * 0.99) (columnsOf confidence variability)

[<Fact>]
let ``of more examples than are kept in memory they are the same`` () =
    let random = Random 3

    let numbers () =
        Array.init 2_200_000 (fun _ -> random.NextDouble())

    regionsAreSummed 0.33 (columnsOf (numbers ()) (numbers ()))
