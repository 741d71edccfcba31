namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open TrainingDynamics.Logs

/// How the metrics are computed. First and Skip both count from the run's first epoch, so that with First = Some 5 and
/// Skip = 2 epochs 2, 3 and 4 are used.
type MetricsOptions =
    {
        /// Use the first N epochs only, N at least 1; None, or more than there are, uses all. Source: the reference's
        /// `--burn_out`, which despite its name keeps the early epochs and drops the late ones.
        First: int option
        /// Leave out the first N epochs, N at least 0; one must remain.
        Skip: int
        /// Variability becomes sqrt(v + v²/(E-1)), v the population variance; 0 when E = 1. Source: Chang et al. 2017
        /// (Active Bias), by way of the reference's `--include_ci`.
        IncludeCi: bool
        /// An example may be missing in some epochs: its metrics are those of the epochs that have it, one after the
        /// other, and `epochs_present` is added to what is asked for. False makes it an error.
        AllowMissing: bool
        /// Metrics to compute beyond the five, by MetricDefinition.Name; their order is the columns' order. One of the
        /// five, or one named twice, adds nothing.
        Also: string list
    }

/// The whole data set in one epoch, from the recorded logits.
type EpochStats =
    {
        /// 0-based.
        Epoch: int
        /// Mean cross-entropy in nats. The reference's `loss` is this divided by the number of examples once more.
        Loss: float
        /// Fraction of correct predictions, in [0, 1].
        Accuracy: float
    }

/// Everything one pass over a run's dynamics files gives.
type RunMetrics =
    {
        /// One row per example: in the order of the first epoch used, then, where examples may be missing, in that of
        /// the later ones.
        Table: MetricsTable
        /// One per epoch used, [E].
        Stats: EpochStats[]
        /// Epochs that the run has; more than E when some were left out.
        EpochsFound: int
        /// Examples that each epoch used lacks, [E]; all 0 unless examples may be missing.
        MissingRecords: int[]
        /// Examples that at least one epoch used lacks.
        IncompleteExamples: int
        /// As asked for.
        Options: MetricsOptions
    }

    /// True when more first epochs were asked for than there are, and all were used.
    member metrics.BurnOutExceedsEpochs =
        metrics.Options.First
        |> Option.exists (fun epochs -> epochs > metrics.EpochsFound)

/// Confidence, variability, correctness, forgetfulness and threshold closeness from the recorded logits, and the other
/// metrics on request, in one pass. Memory grows with the examples, not with epochs or classes; with examples × classes
/// when `bald` is asked for. Confidence, variability, aleatoric, epistemic and self_confidence come from the float32
/// softmax that the reference uses, digit by digit, so that threshold_closeness = aleatoric + epistemic holds; the
/// others are computed in float64.
[<RequireQualifiedAccess>]
module Metrics =

    /// All epochs, no confidence interval, nothing missing, the five metrics alone.
    let defaults =
        {
            First = None
            Skip = 0
            IncludeCi = false
            AllowMissing = false
            Also = []
        }

    /// Every metric there is: the five of every metrics file, in its order, then those on request.
    let definitions = [ for entry in MetricCatalog.entries -> entry.Definition ]

    /// The values of a metric in a table, [N], NaN where an example has none: forgetfulness and first_learned where it
    /// was never learnt. Raises AnalyticsException when there is no such metric or the table lacks it.
    let values name table =
        match MetricCatalog.tryValues (MetricCatalog.find name) table with
        | Some values -> values
        | None ->
            raise (
                AnalyticsException
                    $"these metrics have no {name}; compute them from the run's logs with it, by --metrics {name}"
            )

    /// The files of the epochs that First and Skip leave; at least one. Raises AnalyticsException when they leave none.
    let internal chosen options (files: IReadOnlyList<DynamicsFile>) =
        match options.First with
        | Some epochs when epochs < 1 ->
            raise (
                AnalyticsException
                    $"the first {epochs} epochs were asked for, expected the number of epochs to use, at least 1"
            )
        | _ -> ()

        if options.Skip < 0 then
            raise (
                AnalyticsException
                    $"{options.Skip} epochs are to be skipped, expected the number of epochs to leave out, at least 0"
            )

        let last = min files.Count (defaultArg options.First files.Count)

        if options.Skip >= last then
            let used =
                if last < files.Count then
                    $"of the first {last} epochs"
                else
                    $"of {files.Count} epochs"

            raise (AnalyticsException $"skipping {options.Skip} {used} leaves none; skip {last - 1} at most")

        Array.init (last - options.Skip) (fun epoch -> files[options.Skip + epoch])

    let private requested options =
        let extras =
            if options.AllowMissing then
                options.Also @ [ MetricCatalog.EpochsPresent ]
            else
                options.Also

        MetricCatalog.onRequest extras

    /// One scan for the metrics and for what else is made of the records. The table is given away in parts of `rowsAtOnce` rows, in
    /// order; the result has what is left. Raises as `ofFiles` does.
    let internal scan options (files: IReadOnlyList<DynamicsFile>) (others: EpochFold[]) rowsAtOnce give =
        if files.Count = 0 then
            invalidArg (nameof files) "no dynamics file, expected at least one"

        let chosen = chosen options files

        let fold =
            MetricsFold(chosen, options.IncludeCi, requested options, rowsAtOnce, give)

        EpochScan.run chosen options.AllowMissing [| fold; yield! others |]

        let statsOf epoch (sums: EpochSums) =
            {
                Epoch = chosen[epoch].Epoch
                Loss = sums.Loss / float sums.Records
                Accuracy = float sums.Correct / float sums.Records
            }

        {
            Table = fold.Rest()
            Stats = [| for epoch in 0 .. chosen.Length - 1 -> statsOf epoch fold.Sums[epoch] |]
            EpochsFound = files.Count
            MissingRecords = [| for sums in fold.Sums -> fold.Count - sums.Records |]
            IncompleteExamples = fold.Incomplete
            Options = options
        }

    /// The metrics of the given files, which are epochs 0, 1, … in order. Raises LogFormatException, naming file, line
    /// and guid, when a record is malformed, a file is empty, a guid is missing in or extra to an epoch without
    /// AllowMissing or twice in one, when gold or the number of classes differ, or a metric compares classes and there
    /// is one; AnalyticsException when the options leave no epoch or name no metric; ArgumentException when there
    /// is no file.
    let ofFiles options files =
        scan options files [||] Int32.MaxValue ignore

    /// The same for a run folder or its training_dynamics folder; LogFormatException also when it has no dynamics files.
    let ofRun options (path: string) =
        path |> DynamicsFile.Find |> ofFiles options
