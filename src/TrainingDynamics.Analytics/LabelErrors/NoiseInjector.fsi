namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// A data set whose labels are to be falsified.
type NoiseSource =
    {
        /// With a layout, read as that says, but not Parquet; else by its ending (.tsv, .csv, .jsonl; UTF-8) and its
        /// guids in the column guid, id, idx or index, the first that it has, or by row number.
        File: DataFileRecord
        /// Column or key of the label.
        LabelColumn: string
    }

/// A data set with falsified labels.
type NoisySet =
    {
        /// In the output folder, named like the source.
        TrainFile: string
        /// `truth.tsv`, which tells what was falsified.
        TruthFile: string
        /// Development and test files that were copied as they are.
        Copied: string[]
        /// Rows of the training file.
        Rows: int
        /// Rows with another label than in the source.
        Flipped: int
        /// The labels found in the source, in ordinal order.
        Labels: string[]
    }

/// Planting label errors.
[<RequireQualifiedAccess>]
module NoiseInjector =

    /// Name of the file that tells what was falsified: a header, then `split` (train), `guid`, `kind` (flipped),
    /// `label` (the new one) and `true_label`, tab-separated, one row per flipped row in the source's order.
    [<Literal>]
    val TruthFileName: string = "truth.tsv"

    /// Gives floor(rate · N) rows, drawn with the seed, one of the other labels, each as likely; all other bytes stay
    /// what they are. Copies the held-out files as TrainingSetWriter does. Raises AnalyticsException, naming file and
    /// line, when the source cannot be read, has one label only or a guid twice, when the rate is not in (0, 1) or comes
    /// to no row, or when the output folder is the source's own or cannot be written to.
    val write: rate: float -> seed: int -> source: NoiseSource -> outputFolder: string -> NoisySet

/// Knowing which labels are wrong.
[<RequireQualifiedAccess>]
module NoiseTruth =

    /// Which examples a truth file calls mislabelled. The file is tab-separated with a header and has a column `guid`;
    /// where it has `split`, its `train` rows count, where it has `kind`, its `flipped` rows. guids: [N]; result: [N].
    /// Raises AnalyticsException when the file cannot be read, has no guid column, or names a guid that is not there.
    val read: path: string -> guids: TrainingDynamics.Logs.ExampleGuid[] -> bool[]
