namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open TrainingDynamics.Data
open TrainingDynamics.Logs

[<Sealed>]
type SelectionQuery() =
    member val Metric = MetricsColumn.Confidence with get, set
    member val Strategy = "ranked" with get, set
    member val Fraction = Nullable<float>() with get, set
    member val Count = Nullable<int>() with get, set
    member val Worst = false with get, set
    member val BandLow = Nullable<float>() with get, set
    member val BandHigh = Nullable<float>() with get, set
    member val SkipTopFraction = Nullable<float>() with get, set
    member val SkipTopCount = Nullable<int>() with get, set
    member val Seed = 1 with get, set

[<RequireQualifiedAccess>]
module internal SelectionQuery =

    let strategy name =
        match
            SelectionJson.strategies
            |> List.tryFind (fun strategy -> SelectionJson.strategyName strategy = name)
        with
        | Some strategy -> strategy
        | None ->
            let known =
                String.Join(", ", SelectionJson.strategies |> List.map SelectionJson.strategyName)

            raise (AnalyticsException $"'{name}' is no strategy to select by, expected one of {known}")

    let size what (fraction: Nullable<float>) (count: Nullable<int>) =
        match Option.ofNullable fraction, Option.ofNullable count with
        | Some fraction, None -> Some(SelectionSize.Fraction fraction)
        | None, Some count -> Some(SelectionSize.Count count)
        | None, None -> None
        | Some fraction, Some count ->
            raise (
                AnalyticsException
                    $"both a fraction ({fraction}) and a count ({count}) of {what} are given, expected one of them"
            )

    let band (query: SelectionQuery) =
        if query.BandLow.HasValue || query.BandHigh.HasValue then
            Some
                {
                    Low = query.BandLow |> Option.ofNullable |> Option.defaultValue -infinity
                    High = query.BandHigh |> Option.ofNullable |> Option.defaultValue infinity
                }
        else
            None

    let request (query: SelectionQuery) =
        {
            Strategy = strategy query.Strategy
            Size =
                match size "selected examples" query.Fraction query.Count with
                | Some size -> size
                | None ->
                    raise (
                        AnalyticsException "neither a fraction nor a count of examples is given, expected one"
                    )
            Worst = query.Worst
            Band = band query
            SkipTop = size "skipped examples" query.SkipTopFraction query.SkipTopCount
            Seed = query.Seed
        }

[<RequireQualifiedAccess>]
module internal MetricsReports =

    /// Classes of one name have one number, the first run's.
    let tables (runs: IReadOnlyList<RunExamples>) (reports: IReadOnlyList<MetricsReport>) =
        RunJoin.withClassesOfFirst (Array.ofSeq runs) [| for report in reports -> report.Table |]

    let refuseOtherClasses (runs: IReadOnlyList<RunExamples>) =
        for run in runs do
            if
                run.LabelNames.Count > 0
                && runs[0].LabelNames.Count > 0
                && Set.ofSeq run.LabelNames <> Set.ofSeq runs[0].LabelNames
            then
                let names =
                    Seq.append run.LabelNames runs[0].LabelNames |> Seq.distinct |> Array.ofSeq

                let shown = Seq.zip names (ClassNames.Shown names) |> dict

                let words (run: RunExamples) =
                    run.LabelNames |> Seq.map (fun name -> shown[name]) |> String.concat ", "

                raise (
                    AnalyticsException
                        $"{run.Run} has the classes {words run} and {runs[0].Run} {words runs[0]}, expected runs on the \
                          same classes; td compare shows two runs with different ones"
                )

[<AbstractClass; Sealed>]
type DecisionReport =

    static member Select(report: MetricsReport, query: SelectionQuery) =
        let score = SelectionScore.ofTable query.Metric report.Table
        Selection.select (SelectionQuery.request query) score report.Table

    static member SelectRegion(report: MetricsReport, name: string, proportion: float) =
        Selection.ofRegion name proportion report.Table

    static member ReadSelection(report: MetricsReport, path: string, region: string | null) =
        SelectionFile.readRegion region path report.Table

    static member RowsOf(guids: ExampleGuid[], path: string, region: string | null) =
        GuidRows.ofList guids region path

    static member Union([<ParamArray>] selections: Selection[]) = Selection.union selections

    static member Intersection([<ParamArray>] selections: Selection[]) = Selection.intersection selections

    static member ClassCounts(report: MetricsReport, selection: Selection) =
        if report.Table.Gold.IsNone then
            [||]
        else
            Selection.classCounts report.Table selection

    static member WriteRegions(report: MetricsReport, regions: Regions, path: string) =
        RegionsFile.write path report.Table regions

    static member IsUnchanged(file: DataFileRecord) = DataTables.isUnchanged file

    static member WriteTrainingSet
        (selection: Selection, run: string, file: DataFileRecord, outputFolder: string)
        =
        TrainingSetWriter.write { Run = run; File = file } outputFolder selection

    static member Join
        (runs: IReadOnlyList<RunExamples>, guids: IReadOnlyList<ExampleGuid[]>, by: string | null)
        =
        let asked =
            match by with
            | null -> None
            | "guid" -> Some JoinBy.Guid
            | "text" -> Some JoinBy.Text
            | other -> raise (AnalyticsException $"'{other}' is nothing to join by, expected guid or text")

        RunJoin.ofRuns asked (Array.ofSeq runs) (Array.ofSeq guids)

    static member Compare
        (
            join: RunJoin,
            runs: IReadOnlyList<RunExamples>,
            reports: IReadOnlyList<MetricsReport>,
            proportion: float
        ) =
        let tables = MetricsReports.tables runs reports
        Comparison.compareJoined join proportion tables[0] tables[1]

    static member Compare(a: MetricsReport, b: MetricsReport, proportion: float) =
        Comparison.compare proportion a.Table b.Table

    static member WriteComparison
        (
            comparison: Comparison,
            examples: RunExamples,
            a: MetricsReport,
            b: MetricsReport,
            path: string,
            format: string | null
        ) =
        let rowOf, lineOf =
            examples.RowOf >> Option.ofNullable, examples.LineOf >> Option.ofNullable

        ComparisonFile.writeAs format path rowOf lineOf a.Table b.Table comparison

    static member Aggregate(reports: IReadOnlyList<MetricsReport>, proportion: float) =
        reports |> Seq.map _.Table |> Array.ofSeq |> SeedsAggregate.ofTables proportion

    static member Aggregate
        (
            join: RunJoin,
            runs: IReadOnlyList<RunExamples>,
            reports: IReadOnlyList<MetricsReport>,
            proportion: float
        ) =
        MetricsReports.refuseOtherClasses runs
        SeedsAggregate.ofJoined join proportion (MetricsReports.tables runs reports)

    static member WriteAggregate(seeds: SeedsAggregate, path: string, format: string | null) =
        SeedsAggregateFile.writeAs format path seeds

    static member FindLabelIssues(path: string, epochs: MetricsRequest, seed: int) =
        LabelEvidence.ofRun epochs.Options path
        |> LabelIssues.find LabelFilter.PruneByNoiseRate seed

    static member Detector(issues: LabelIssues, name: string) = LabelIssues.detector name issues

    static member Suspects(issues: LabelIssues, detector: string, all: bool) =
        LabelIssues.suspects all detector issues

    static member ScoreDetectors(issues: LabelIssues, truthFile: string, [<ParamArray>] ks: int[]) =
        LabelIssues.score ks (NoiseTruth.read truthFile issues.Evidence.Guids) issues

    static member WriteLabelIssues
        (
            issues: LabelIssues,
            path: string,
            format: string | null,
            examples: RunExamples,
            labelNames: IReadOnlyList<string>,
            rows: int[]
        ) =
        let listing =
            {
                TextOf = examples.TextOf
                RowOf = examples.RowOf >> Option.ofNullable
                LineOf = examples.LineOf >> Option.ofNullable
                LabelNames = Array.ofSeq labelNames
                Detector = LabelIssues.detectors[0]
                All = true
                Count = rows.Length
            }

        LabelIssuesFile.writeRowsAs format path listing rows issues

    static member InjectNoise
        (file: DataFileRecord, labelColumn: string, rate: float, seed: int, outputFolder: string)
        =
        NoiseInjector.write
            rate
            seed
            {
                File = file
                LabelColumn = labelColumn
            }
            outputFolder
