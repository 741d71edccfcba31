namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// Where selected examples come from.
type TrainingSource =
    {
        /// What they were selected from, for the record: a run folder or a metrics file.
        Run: string
        /// The training file. Where it has a layout, its rows are found as that says; else by its ending (.tsv, .csv,
        /// .jsonl; UTF-8) and its guids in the column guid, id, idx or index, the first that it has, or by row number.
        File: DataFileRecord
    }

/// A data set that was written.
type TrainingSet =
    {
        /// In the output folder, named like the source; of several shards one file.
        TrainFile: string
        /// Rows below the header, as many as were selected.
        Rows: int
        /// Development and test files that were copied, empty where the source has none beside it.
        Copied: string[]
        /// `selection.json`, which records how.
        SelectionFile: string
    }

/// Selections as data sets that can be trained on.
[<RequireQualifiedAccess>]
module TrainingSetWriter =

    /// Name of the file that records how a selection came about: an object with `run`, `source`, `source_sha256`,
    /// `guid_column`, `rows`, `how` and `examples` (guid, score, rank, reason; one a line; the score is 1000 for never
    /// learnt).
    [<Literal>]
    val SelectionFileName: string = "selection.json"

    /// Writes the selected rows in the selection's order, with the source's header if it has one: byte for byte as they
    /// are in the source, in Parquet with its columns, types and metadata; copies the files beside it of the same kind whose names begin with dev, test, val, valid or validation;
    /// writes `selection.json` last. Each file appears under its name only when it is whole; those of the same names
    /// are replaced. Raises AnalyticsException, naming file, line and guid, when the source cannot be read, lacks a
    /// selected guid or has it twice, or when the output folder is the source's own or cannot be written to.
    val write: source: TrainingSource -> outputFolder: string -> selection: Selection -> TrainingSet
