namespace TrainingDynamics.Analytics

open System.Collections.Generic
open TrainingDynamics.Logs

/// Metrics on disk: one JSON object a line with guid, index, threshold_closeness, confidence, variability, correctness
/// and forgetfulness, printed as pandas prints them (ten decimals, no spaces), then the metrics on request that the
/// table has. Where an example has no value, `MetricDefinition.Missing` says what stands there.
[<RequireQualifiedAccess>]
module MetricsFile =

    /// Writes one line per example in the table's order; forgetfulness is left out where the table has none. The file
    /// appears under its name only when it is whole; one of that name is replaced. Raises RunFolderException when the
    /// place cannot be written to.
    val write: path: string -> table: MetricsTable -> unit

    /// The same as comma-separated values with a header and the same columns and numbers; a field that has a comma, a
    /// quotation mark or a line end is quoted (RFC 4180), where JSON has null it is empty. Raises as `write` does.
    val writeCsv: path: string -> table: MetricsTable -> unit

    /// The same as Parquet with typed columns: guid 64-bit integers where all are integers, else strings; counts 64-bit
    /// integers; flags booleans; the others doubles with all their digits; null where an example has no value. Raises as `write` does.
    val writeParquet: path: string -> table: MetricsTable -> unit

    /// The format by the name: .csv, .tsv (tabs for commas), .parquet, for any other JSON lines. Raises as `write` does.
    val writeByName: path: string -> table: MetricsTable -> unit

    /// The same in a format, an ending without its dot, whatever the path's; null: as the path says.
    val internal writeAs: format: string | null -> path: string -> table: MetricsTable -> unit

    /// Rows that `writeRun` writes at once: some 20 MB of a table.
    [<Literal>]
    val internal RowsAtOnce: int = 0x40000

    /// `Metrics.ofFiles` and `writeAs` in one: rows are written while the run is read, so that memory grows with examples only where
    /// the epochs' orders differ, the guids are no ascending integers (8 bytes an example), the file is Parquet or the place cannot
    /// be positioned, as a pipe. Gives the run, its table without the rows written before the last ones, and the regions.
    val internal writeRun:
        rowsAtOnce: int ->
        options: MetricsOptions ->
        proportion: float ->
        format: string | null ->
        path: string ->
        files: IReadOnlyList<DynamicsFile> ->
            RunMetrics * RegionSummary

    /// Reads such a file of JSON or, where the name ends in .parquet, of Parquet, or one with guid, confidence, variability and correctness alone (AllenAI's coordinate
    /// files):
    /// a missing index becomes the 0-based row, a missing threshold_closeness is computed, forgetfulness may be absent
    /// from all rows; metrics on request become Extras. Keys come in any order; unknown ones are skipped. Raises
    /// LogFormatException, naming file and line or row, when the file is missing or empty, a line is no such object, a value
    /// is out of its range, a guid is there twice, or a metric is in some rows only (null and absent are the same).
    val read: path: string -> MetricsTable

    /// The metrics of a run: of a metrics file as `read` gives them, of a run folder or its training_dynamics folder
    /// as `Metrics.ofRun` computes them over all epochs. Raises what these raise.
    val readOrCompute: path: string -> MetricsTable

    /// The same with options: a run's metrics are computed by them; of a metrics file they can only ask for metrics
    /// that it has. Raises what these raise; AnalyticsException when the file lacks a metric, or the options
    /// would need the logs.
    val readOrComputeWith: options: MetricsOptions -> path: string -> MetricsTable
