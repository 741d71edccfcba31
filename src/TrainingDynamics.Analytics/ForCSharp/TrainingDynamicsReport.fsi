namespace TrainingDynamics.Analytics

open System
open TrainingDynamics.Logs

/// The metrics of a run for C#: arrays and nullables in place of options and unions. The arrays are [N], row i of each
/// is the same example; do not write to them.
[<Sealed>]
type MetricsReport =

    /// The same metrics for F#.
    member Table: MetricsTable

    /// Examples, N, at least 1.
    member Count: int

    /// Unique within the report.
    member Guids: ExampleGuid[]

    /// See MetricsTable.Index.
    member Index: int[]

    /// 0-based class; empty when read from a metrics file, which does not hold it.
    member Gold: int[]

    /// Epochs used, E; null when read from a metrics file, which does not say it.
    member Epochs: Nullable<int>

    /// Epochs that the run has; null as above.
    member EpochsFound: Nullable<int>

    /// True when more first epochs were asked for than there are, and all were used.
    member BurnOutExceedsEpochs: bool

    /// Examples that each epoch used lacks, [E]; all 0 unless examples may be missing; empty when read from a file.
    member MissingRecords: int[]

    /// Examples that at least one epoch used lacks; 0 when read from a file.
    member IncompleteExamples: int

    /// One per epoch used, [E]; empty when read from a metrics file.
    member Stats: EpochStats[]

    /// In [0, 0.25].
    member ThresholdCloseness: float[]

    /// In [0, 1].
    member Confidence: float[]

    /// In [0, 0.5]; up to 0.56 with the confidence interval.
    member Variability: float[]

    /// 0 to E.
    member Correctness: int[]

    /// Correctness as a fraction of E, in [0, 1]; of the epochs that have the example where some lack it; where E is
    /// unknown, of the greatest correctness, as in the reference's plot.
    member CorrectnessFraction: float[]

    /// Forgetting events, 1000 where an example was never learnt: not to be averaged; empty when the metrics file has
    /// none.
    member Forgetfulness: int[]

    /// Examples that were never predicted correctly.
    member NeverLearnt: int

    /// Names of the metrics that the report has, as on disk: the five (forgetfulness not always), then those on request.
    member MetricNames: string[]

    /// The values of a metric by its name, one of the five or on request: [N], NaN where an example has none, flags 0
    /// or 1. Raises AnalyticsException when there is no such metric or the report lacks it.
    member Values: name: string -> float[]

/// What there is to say of a run whose metrics were written to a file.
type RunSummary =
    {
        /// See RunMetrics.Stats, [E].
        Stats: EpochStats[]
        /// See RunMetrics.EpochsFound.
        EpochsFound: int
        /// See RunMetrics.BurnOutExceedsEpochs.
        BurnOutExceedsEpochs: bool
        /// See RunMetrics.IncompleteExamples.
        IncompleteExamples: int
        Regions: RegionSummary
    }

/// The modules of this assembly for C#.
[<AbstractClass; Sealed>]
type TrainingDynamicsReport =

    /// `Metrics.ofRun`. path: a run folder or its training_dynamics folder; burnOut: the first epochs to use,
    /// null for all, else at least 1. Raises LogFormatException, AnalyticsException.
    static member Compute: path: string * burnOut: Nullable<int> * includeCi: bool -> MetricsReport

    /// The same as the request says. Raises LogFormatException, AnalyticsException.
    static member Compute: path: string * request: MetricsRequest -> MetricsReport

    /// Every metric there is: the five, then those on request.
    static member MetricDefinitions: MetricDefinition[]

    /// `MetricsFile.read`. Raises LogFormatException.
    static member Read: path: string -> MetricsReport

    /// Read for a file, Compute over all epochs for a folder. Raises LogFormatException.
    static member Open: path: string -> MetricsReport

    /// The same with a request, which of a file can only ask for metrics that it has. Raises LogFormatException,
    /// AnalyticsException.
    static member Open: path: string * request: MetricsRequest -> MetricsReport

    /// `MetricsFile.write`. Raises RunFolderException.
    static member Write: report: MetricsReport * path: string -> unit

    /// `MetricsFile.writeByName`; format: jsonl, csv, tsv or parquet, whatever the path's ending, or null. Raises
    /// RunFolderException.
    static member WriteByName: report: MetricsReport * path: string * format: string | null -> unit

    /// `Regions.split`. proportion: in (0, 1]. Raises ArgumentException.
    static member Regions: report: MetricsReport * proportion: float -> Regions

    /// The same regions in a few numbers. Raises ArgumentException.
    static member RegionSummary: report: MetricsReport * proportion: float -> RegionSummary

    /// Compute and WriteByName in one, for runs of more examples than memory has room for: the rows are written while the run is read.
    /// Raises LogFormatException, AnalyticsException, RunFolderException.
    static member WriteRun:
        run: string * request: MetricsRequest * path: string * format: string | null * proportion: float ->
            RunSummary
