namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open TrainingDynamics.Data
open TrainingDynamics.Logs

/// What to select, for C#. Every property has the value of a plain `td select` at first.
[<Sealed>]
type SelectionQuery() =
    /// A name of SelectionScore.names; confidence at first.
    member val Metric = MetricsColumn.Confidence with get, set
    /// ranked (at first), both-ends, random, stratified or class-balanced; see SelectionStrategy.
    member val Strategy = "ranked" with get, set
    /// Of all examples, in (0, 1]; null when Count is given. One of the two is needed.
    member val Fraction = Nullable<float>() with get, set
    /// At least 1; null when Fraction is given.
    member val Count = Nullable<int>() with get, set
    /// Begin at the ranking's other end; false at first.
    member val Worst = false with get, set
    /// Lowest value of the metric, inclusive; null: no bound.
    member val BandLow = Nullable<float>() with get, set
    /// Highest value of the metric, inclusive; null: no bound.
    member val BandHigh = Nullable<float>() with get, set
    /// Fraction of all examples that is left out at the head of the ranking, in [0, 1); null for none.
    member val SkipTopFraction = Nullable<float>() with get, set
    /// Examples that are left out at the head of the ranking, at least 0; null for none. Not with SkipTopFraction.
    member val SkipTopCount = Nullable<int>() with get, set
    /// Of the random picks; 1 at first.
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

            refuse $"'{name}' is no strategy to select by, expected one of {known}"

    let size what (fraction: Nullable<float>) (count: Nullable<int>) =
        match Option.ofNullable fraction, Option.ofNullable count with
        | Some fraction, None -> Some(SelectionSize.Fraction fraction)
        | None, Some count -> Some(SelectionSize.Count count)
        | None, None -> None
        | Some fraction, Some count ->
            refuse
                $"both a fraction ({fraction}) and a count ({count}) of {what} are given, expected one of them"

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
                | None -> refuse "neither a fraction nor a count of examples is given, expected one"
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

                refuse
                    $"{run.Run} has the classes {words run} and {runs[0].Run} {words runs[0]}, expected runs on the \
                          same classes; td compare shows two runs with different ones"

/// Selection, comparison, seeds and label issues for C#. What is bad input raises AnalyticsException, and
/// LogFormatException where it lies in a run's files.
[<AbstractClass; Sealed>]
type DecisionReport =

    /// `Selection.select`.
    static member Select(report: MetricsReport, query: SelectionQuery) =
        let score = SelectionScore.ofTable query.Metric report.Table
        Selection.select (SelectionQuery.request query) score report.Table

    /// `Selection.classCounts`; empty where the report does not hold the classes.
    static member ClassCounts(report: MetricsReport, selection: Selection) =
        if report.Table.Gold.IsNone then
            [||]
        else
            Selection.classCounts report.Table selection

    /// Whether a data file, all its shards together, still has the bytes that its record gives the SHA-256 of. Raises
    /// AnalyticsException when it cannot be read.
    static member IsUnchanged(file: DataFileRecord) = DataTables.isUnchanged file

    /// `RunJoin.ofRuns`. guids: of each run; by: guid or text, null: as is right. Raises AnalyticsException for another
    /// word too.
    static member Join
        (runs: IReadOnlyList<RunExamples>, guids: IReadOnlyList<ExampleGuid[]>, by: string | null)
        =
        let asked =
            match by with
            | null -> None
            | "guid" -> Some JoinBy.Guid
            | "text" -> Some JoinBy.Text
            | other -> refuse $"'{other}' is nothing to join by, expected guid or text"

        RunJoin.ofRuns asked (Array.ofSeq runs) (Array.ofSeq guids)

    /// `Comparison.compareJoined`, classes of one name under the number that the first run gives them. proportion: of a
    /// region, in (0, 1].
    static member Compare
        (
            join: RunJoin,
            runs: IReadOnlyList<RunExamples>,
            reports: IReadOnlyList<MetricsReport>,
            proportion: float
        ) =
        let tables = MetricsReports.tables runs reports
        Comparison.compareJoined join proportion tables[0] tables[1]

    /// `ComparisonFile.write`. examples: of A; a, b: the reports that were compared; format: csv, tsv, jsonl or parquet,
    /// whatever the path's ending, or null.
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

        ComparisonFile.write format path rowOf lineOf a.Table b.Table comparison

    /// `SeedsAggregate.ofJoined`, of runs that have the same classes; AnalyticsException also where they have not.
    static member Aggregate
        (
            join: RunJoin,
            runs: IReadOnlyList<RunExamples>,
            reports: IReadOnlyList<MetricsReport>,
            proportion: float
        ) =
        MetricsReports.refuseOtherClasses runs
        SeedsAggregate.ofJoined join proportion (MetricsReports.tables runs reports)

    /// `LabelIssues.find` on a run folder, with `LabelFilter.PruneByNoiseRate`. epochs: which of them, the rest of the
    /// request does not matter; seed: of the random baseline.
    static member FindLabelIssues(path: string, epochs: MetricsRequest, seed: int) =
        LabelEvidence.ofRun epochs.Options path
        |> LabelIssues.find LabelFilter.PruneByNoiseRate seed

    /// `LabelIssues.score` against a truth file, see NoiseTruth. ks: each 1 to N.
    static member ScoreDetectors(issues: LabelIssues, truthFile: string, [<ParamArray>] ks: int[]) =
        LabelIssues.score ks (NoiseTruth.read truthFile issues.Evidence.Guids) issues

    /// `LabelIssuesFile.write`. labelNames: [C], or empty for numbers; rows: of the issues, in the order to write;
    /// format: as of WriteComparison.
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
            }

        LabelIssuesFile.write format path listing rows issues
