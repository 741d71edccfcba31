namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// Epochs' files from one format into another.
[<RequireQualifiedAccess>]
module LogConversion =

    /// Writes every epoch of a run folder or its training_dynamics folder again in `format`, as `td train` writes it, into
    /// `outputFolder` or, where that is null, beside the logs, and returns the files' paths by epoch. Each appears when it is
    /// whole. Of an epoch that is there in both formats the other one is read. Logits are the same float32 numbers.
    /// Raises AnalyticsException when a file is there already, unless `overwrite`, or `format` is both, LogFormatException
    /// for logs that cannot be read and for guids of both kinds in one file, of which Parquet has no column.
    val convert:
        run: string -> format: LogFormat -> outputFolder: string | null -> overwrite: bool -> string[]
