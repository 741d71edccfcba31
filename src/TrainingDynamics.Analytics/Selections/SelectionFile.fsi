namespace TrainingDynamics.Analytics

/// `selection.json`, which lies beside every training set that was selected.
[<RequireQualifiedAccess>]
module SelectionFile =

    /// The selection that the file records, its rows looked up in the table by guid. Raises AnalyticsException, naming the
    /// file, when it cannot be read, is no such file, or has a guid that the table lacks.
    val read: path: string -> table: MetricsTable -> Selection
