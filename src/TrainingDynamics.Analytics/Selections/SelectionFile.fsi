namespace TrainingDynamics.Analytics

/// `selection.json`, which lies beside every training set that was selected.
[<RequireQualifiedAccess>]
module SelectionFile =

    /// The selection that a selection.json records, or the examples that any other list of guids names (see GuidList), its
    /// rows looked up in the table by guid. Raises AnalyticsException, naming the file, when it cannot be read, is no
    /// such file, or has a guid that the table lacks.
    val read: path: string -> table: MetricsTable -> Selection

    /// The same of a file that has regions; null: it has none.
    val readRegion: region: string | null -> path: string -> table: MetricsTable -> Selection
