namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// How often an example was unlearnt. Files write `NeverLearnt` as 1000, the reference's number for it.
[<Struct; RequireQualifiedAccess>]
type Forgetfulness =
    /// In no epoch was the example predicted correctly; not a count, so never averaged or subtracted.
    | NeverLearnt
    /// Steps from a correct to a wrong prediction between consecutive epochs, 0 to E/2.
    | Events of count: int

/// A metric beyond the five, of every example of a table.
type ExtraMetric =
    {
        /// See MetricDefinition.Name.
        Name: string
        /// [N]; NaN where an example has no value; counts are whole numbers, flags 0 or 1.
        Values: float[]
    }

/// Training dynamics of a data set in columns, all [N] in the order of the first epoch's file; row i of every column is
/// the same example. N is at least 1. The arrays are the table's own: do not write to them.
type MetricsTable =
    {
        /// Unique within the table.
        Guids: ExampleGuid[]
        /// The row number in the log's first epoch, 0-based; in a file that somebody filtered, what the file says.
        Index: int[]
        /// The class the data set gives, 0-based. None when read from a metrics file, which does not hold it.
        Gold: int[] option
        /// Epochs that the metrics were computed from, E. None when read from a metrics file, which does not say it.
        Epochs: int option
        /// Confidence times (1 - confidence), in [0, 0.25]; computed where a file lacks it.
        ThresholdCloseness: float[]
        /// Mean over epochs of the gold class's probability, in [0, 1]. Source: Swayamdipta et al. 2020, section 2.
        Confidence: float[]
        /// Population standard deviation (divisor E) over epochs of the gold class's probability, in [0, 0.5]; with the
        /// confidence interval's correction up to 0.56. 0 when E = 1. Source: as above.
        Variability: float[]
        /// Epochs with a correct prediction, 0 to E.
        Correctness: int[]
        /// None when read from a file without it, such as AllenAI's coordinate files.
        Forgetfulness: Forgetfulness[] option
        /// Those that were asked for, or that the file has, in that order; mostly none.
        Extras: ExtraMetric[]
    }

    /// Examples, N.
    member table.Count = table.Guids.Length

    /// What correctness is divided by to become a fraction: E where it is known, else, as in the reference's plot, the
    /// greatest correctness in the table; at least 1.
    member table.CorrectnessScale =
        match table.Epochs with
        | Some epochs -> epochs
        | None -> max 1 (Array.max table.Correctness)

/// Forgetfulness and its number on disk.
[<RequireQualifiedAccess>]
module Forgetfulness =

    /// The number that stands for "never learnt" on disk, 1000. Source: AllenAI's cartography.
    [<Literal>]
    let NeverLearntOnDisk = 1000

    /// The number that files hold; `NeverLearnt` gives 1000.
    let toDisk value =
        match value with
        | Forgetfulness.NeverLearnt -> NeverLearntOnDisk
        | Forgetfulness.Events count -> count

    /// The reverse: 1000 gives `NeverLearnt`. The number is at least 0.
    let ofDisk number =
        if number = NeverLearntOnDisk then
            Forgetfulness.NeverLearnt
        else
            Forgetfulness.Events number

/// Tables made from columns in memory.
[<RequireQualifiedAccess>]
module MetricsTable =

    /// <summary>The table of columns that somebody else computed, [N] each, in the order of the first epoch.</summary>
    /// <param name="guids">Unique.</param>
    /// <param name="golds">0-based classes.</param>
    /// <param name="epochs">Epochs used.</param>
    /// <param name="confidence">In [0, 1].</param>
    /// <param name="variability">In [0, 0.5].</param>
    /// <param name="correctness">0 to epochs.</param>
    /// <param name="forgetfulness">As on disk: 1000 where never learnt.</param>
    let ofEpochs guids golds epochs (confidence: float[]) variability correctness forgetfulness =
        {
            Guids = guids
            Index = Array.init (Array.length guids) id
            Gold = Some golds
            Epochs = Some epochs
            ThresholdCloseness = confidence |> Array.map (fun value -> value * (1.0 - value))
            Confidence = confidence
            Variability = variability
            Correctness = correctness
            Forgetfulness = forgetfulness |> Array.map Forgetfulness.ofDisk |> Some
            Extras = [||]
        }
