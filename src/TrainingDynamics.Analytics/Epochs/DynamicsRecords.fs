namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// The records of an epoch's file, one at a time.
[<RequireQualifiedAccess>]
module DynamicsRecords =

    /// Raises LogFormatException when the file is missing or cannot be opened; of Parquet also when a column is missing.
    let read (file: DynamicsFile) : IDynamicsRecords = new DynamicsReader(file)
