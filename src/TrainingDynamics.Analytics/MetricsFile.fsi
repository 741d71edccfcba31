namespace TrainingDynamics.Analytics

/// Metrics on disk: one JSON object a line with guid, index, threshold_closeness, confidence, variability, correctness
/// and forgetfulness, printed as pandas prints them (ten decimals, no spaces).
[<RequireQualifiedAccess>]
module MetricsFile =

    /// Writes one line per example in the table's order; forgetfulness is left out where the table has none. The file
    /// appears under its name only when it is whole; one of that name is replaced. Raises RunFolderException when the
    /// place cannot be written to.
    val write: path: string -> table: MetricsTable -> unit

    /// Reads such a file, or one with guid, confidence, variability and correctness alone (AllenAI's coordinate files):
    /// a missing index becomes the 0-based row, a missing threshold_closeness is computed, forgetfulness may be absent
    /// from all rows. Keys come in any order; unknown ones are skipped. Raises LogFormatException, naming file and
    /// line, when the file is missing or empty, a line is no such object, a value is out of its range, a guid is
    /// there twice, or forgetfulness is in some rows only.
    val read: path: string -> MetricsTable

    /// The metrics of a run: of a metrics file as `read` gives them, of a run folder or its training_dynamics folder
    /// as `Metrics.ofRun` computes them over all epochs. Raises what these raise.
    val readOrCompute: path: string -> MetricsTable
