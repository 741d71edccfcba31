namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open TrainingDynamics.Data
open TrainingDynamics.Logs

/// What to select, for C#. Every property has the value of a plain `td select` at first.
[<Sealed>]
type SelectionQuery =
    /// Asks for the ranking by confidence; a size has to be set.
    new: unit -> SelectionQuery

    /// A name of SelectionScore.names; confidence at first.
    member Metric: string with get, set
    /// ranked (at first), both-ends, random, stratified or class-balanced; see SelectionStrategy.
    member Strategy: string with get, set
    /// Of all examples, in (0, 1]; null when Count is given. One of the two is needed.
    member Fraction: Nullable<float> with get, set
    /// At least 1; null when Fraction is given.
    member Count: Nullable<int> with get, set
    /// Begin at the ranking's other end; false at first.
    member Worst: bool with get, set
    /// Lowest value of the metric, inclusive; null: no bound.
    member BandLow: Nullable<float> with get, set
    /// Highest value of the metric, inclusive; null: no bound.
    member BandHigh: Nullable<float> with get, set
    /// Fraction of all examples that is left out at the head of the ranking, in [0, 1); null for none.
    member SkipTopFraction: Nullable<float> with get, set
    /// Examples that are left out at the head of the ranking, at least 0; null for none. Not with SkipTopFraction.
    member SkipTopCount: Nullable<int> with get, set
    /// Of the random picks; 1 at first.
    member Seed: int with get, set

/// Selection, comparison, seeds and label issues for C#. What is bad input raises AnalyticsException, and
/// LogFormatException where it lies in a run's files.
[<AbstractClass; Sealed>]
type DecisionReport =

    /// `Selection.select`.
    static member Select: report: MetricsReport * query: SelectionQuery -> Selection

    /// `Selection.ofRegion`.
    static member SelectRegion: report: MetricsReport * name: string * proportion: float -> Selection

    /// `SelectionFile.read`. region: of a file of regions, null for any other.
    static member ReadSelection: report: MetricsReport * path: string * region: string | null -> Selection

    /// Rows of the guids that a list names, in its order, see GuidList. guids: where to find them. Raises
    /// AnalyticsException when the list cannot be read or has a guid that is not there.
    static member RowsOf: guids: ExampleGuid[] * path: string * region: string | null -> int[]

    /// `Selection.union`.
    static member Union: [<ParamArray>] selections: Selection[] -> Selection

    /// `Selection.intersection`.
    static member Intersection: [<ParamArray>] selections: Selection[] -> Selection

    /// `Selection.classCounts`; empty where the report does not hold the classes.
    static member ClassCounts: report: MetricsReport * selection: Selection -> int[]

    /// `RegionsFile.write`. Raises RunFolderException when the place cannot be written to.
    static member WriteRegions: report: MetricsReport * regions: Regions * path: string -> unit

    /// Whether a data file, all its shards together, still has the bytes that its record gives the SHA-256 of. Raises
    /// AnalyticsException when it cannot be read.
    static member IsUnchanged: file: DataFileRecord -> bool

    /// `TrainingSetWriter.write`. run: for the record.
    static member WriteTrainingSet:
        selection: Selection * run: string * file: DataFileRecord * outputFolder: string -> TrainingSet

    /// `RunJoin.ofRuns`. guids: of each run; by: guid or text, null: as is right. Raises AnalyticsException for another
    /// word too.
    static member Join:
        runs: IReadOnlyList<RunExamples> * guids: IReadOnlyList<ExampleGuid[]> * by: string | null -> RunJoin

    /// `Comparison.compareJoined`, classes of one name under the number that the first run gives them. proportion: of a
    /// region, in (0, 1].
    static member Compare:
        join: RunJoin *
        runs: IReadOnlyList<RunExamples> *
        reports: IReadOnlyList<MetricsReport> *
        proportion: float ->
            Comparison

    /// `Comparison.compare`. proportion: as above.
    static member Compare: a: MetricsReport * b: MetricsReport * proportion: float -> Comparison

    /// `ComparisonFile.write`. examples: of A; a, b: the reports that were compared; format: csv, tsv, jsonl or parquet,
    /// whatever the path's ending, or null.
    static member WriteComparison:
        comparison: Comparison *
        examples: RunExamples *
        a: MetricsReport *
        b: MetricsReport *
        path: string *
        format: string | null ->
            unit

    /// `SeedsAggregate.ofTables`. reports: at least two; proportion: as above.
    static member Aggregate: reports: IReadOnlyList<MetricsReport> * proportion: float -> SeedsAggregate

    /// `SeedsAggregate.ofJoined`, of runs that have the same classes; AnalyticsException also where they have not.
    static member Aggregate:
        join: RunJoin *
        runs: IReadOnlyList<RunExamples> *
        reports: IReadOnlyList<MetricsReport> *
        proportion: float ->
            SeedsAggregate

    /// `SeedsAggregateFile.write`. format: as of WriteComparison.
    static member WriteAggregate: seeds: SeedsAggregate * path: string * format: string | null -> unit

    /// `LabelIssues.find` on a run folder, with `LabelFilter.PruneByNoiseRate`. epochs: which of them, the rest of the
    /// request does not matter; seed: of the random baseline.
    static member FindLabelIssues: path: string * epochs: MetricsRequest * seed: int -> LabelIssues

    /// `LabelIssues.detector`.
    static member Detector: issues: LabelIssues * name: string -> LabelDetector

    /// `LabelIssues.suspects`.
    static member Suspects: issues: LabelIssues * detector: string * all: bool -> int[]

    /// `LabelIssues.score` against a truth file, see NoiseTruth. ks: each 1 to N.
    static member ScoreDetectors:
        issues: LabelIssues * truthFile: string * [<ParamArray>] ks: int[] -> DetectorScore[]

    /// `LabelIssuesFile.writeRows`. labelNames: [C], or empty for numbers; rows: of the issues, in the order to write;
    /// format: as of WriteComparison.
    static member WriteLabelIssues:
        issues: LabelIssues *
        path: string *
        format: string | null *
        examples: RunExamples *
        labelNames: IReadOnlyList<string> *
        rows: int[] ->
            unit

    /// `NoiseInjector.write`.
    static member InjectNoise:
        file: DataFileRecord * labelColumn: string * rate: float * seed: int * outputFolder: string ->
            NoisySet
