namespace TrainingDynamics.Analytics

open System

/// The one list of metrics: computing, writing, reading and describing them all go by it. Its order is that of
/// `td metrics --list`; the first five are those of every metrics file, in the file's order.
[<RequireQualifiedAccess>]
module internal MetricCatalog =

    /// What AllowMissing adds to the metrics asked for.
    [<Literal>]
    let EpochsPresent = "epochs_present"

    let cartography = "Swayamdipta et al. 2020"
    let forgettingPaper = "Toneva et al. 2019"
    let dataIq = "Seedat et al. 2022 (Data-IQ)"
    let cleanlab = "Northcutt et al. 2021 (cleanlab)"
    let neverLearnt = "where never learnt"

    let numbers least greatest =
        MetricKind.Number(least, greatest), MissingValue.Never

    let counts = MetricKind.Count, MissingValue.Never

    let entry name definition range high lowIsSuspicious source (kind, missing) computation =
        {
            Definition =
                {
                    Name = name
                    Definition = definition
                    Range = range
                    High = high
                    LowIsSuspicious = lowIsSuspicious
                    Missing =
                        match missing with
                        | MissingValue.Never -> ""
                        | MissingValue.Null -> "null " + neverLearnt
                        // Not interpolated: that takes a twentieth of a second, and every verb comes by here.
                        | MissingValue.Number number -> string number + " " + neverLearnt
                    OnRequest =
                        match computation with
                        | Computation.Column _ -> false
                        | _ -> true
                    Source = source
                }
            Kind = kind
            Missing = missing
            Computation = computation
        }

    let low, high = true, false

    let forgetfulnessColumn (table: MetricsTable) =
        table.Forgetfulness
        |> Option.map (
            Array.map (fun value ->
                match value with
                | Forgetfulness.NeverLearnt -> nan
                | Forgetfulness.Events count -> float count)
        )

    let entries =
        [|
            entry
                MetricsColumn.ThresholdCloseness
                "confidence · (1 - confidence)"
                "0 to 0.25"
                "confidence is near one half"
                high
                "AllenAI's cartography"
                (numbers 0.0 0.25)
                (Computation.Column(fun table -> Some table.ThresholdCloseness))
            entry
                MetricsColumn.Confidence
                "mean of q over the epochs"
                "0 to 1"
                "easy to learn"
                low
                cartography
                (numbers 0.0 1.0)
                (Computation.Column(fun table -> Some table.Confidence))
            entry
                MetricsColumn.Variability
                "population standard deviation of q (divisor E); corrected with --include-ci"
                "0 to 0.5, corrected up to 0.56"
                "ambiguous"
                high
                cartography
                (numbers 0.0 1.0)
                (Computation.Column(fun table -> Some table.Variability))
            entry
                MetricsColumn.Correctness
                "epochs with c = 1"
                "0 to E epochs"
                "easy to learn"
                low
                cartography
                counts
                (Computation.Column(fun table -> Some(table.Correctness |> Array.map float)))
            entry
                MetricsColumn.Forgetfulness
                "steps of c from 1 to 0"
                "0 to E/2 events"
                "learnt and lost again and again"
                high
                $"{forgettingPaper}, as AllenAI's cartography has it"
                (MetricKind.Count, MissingValue.Number Forgetfulness.NeverLearntOnDisk)
                (Computation.Column forgetfulnessColumn)
            entry
                "aum"
                "mean of z at the gold class less the greatest other z (area under the margin)"
                "any, in logits"
                "the gold class wins clearly"
                low
                "Pleiss et al. 2020"
                (numbers -infinity infinity)
                (Computation.Mean _.LogitMargin)
            entry
                "probability_margin"
                "mean of q less the greatest other p"
                "-1 to 1"
                "the gold class wins clearly"
                low
                "Pleiss et al. 2020 on probabilities, as Zheng et al. 2023 have it"
                (numbers -1.0 1.0)
                (Computation.Mean _.ProbabilityMargin)
            entry
                "el2n"
                "mean of |p - onehot(gold)|; the paper's early score with --first N"
                "0 to √2"
                "far from the gold class"
                high
                "Paul et al. 2021"
                // √2, and the tenth decimal that printing may round up.
                (numbers 0.0 1.4142135624)
                (Computation.Mean _.Distance)
            entry
                "forgetting_events"
                "steps of c from 1 to 0; 0 also where never learnt"
                "0 to E/2 events"
                "learnt and lost again and again"
                high
                forgettingPaper
                counts
                (Computation.Kept(fun example -> float example.TimesForgotten))
            entry
                "first_learned"
                "first epoch with c = 1, 0-based in the run"
                "0 to the last epoch"
                "learnt late; no value: never"
                high
                forgettingPaper
                (MetricKind.Count, MissingValue.Null)
                (Computation.Kept(fun example ->
                    if example.TimesCorrect = 0 then
                        nan
                    else
                        float example.FirstLearned))
            entry
                "presentations_needed"
                "epochs up to and with the last one with c = 0"
                "0 to E epochs"
                "learnt for good late; E: not learnt in the end"
                high
                forgettingPaper
                counts
                (Computation.Kept(fun example -> float example.LastWrong))
            entry
                MetricsColumn.NeverLearnt
                "c = 0 in every epoch"
                "true or false"
                "no epoch learnt it"
                high
                forgettingPaper
                (MetricKind.Flag, MissingValue.Never)
                (Computation.Kept(fun example -> if example.TimesCorrect = 0 then 1.0 else 0.0))
            entry
                "mean_loss"
                "mean of -ln p at the gold class, by log-sum-exp and so without a clamp"
                "0 to infinity, in nats"
                "hard to learn"
                high
                "cross-entropy"
                (numbers 0.0 infinity)
                (Computation.Mean _.Loss)
            entry
                "entropy"
                "mean of -Σ p ln p"
                "0 to ln C, in nats"
                "the model hesitates, whatever the gold class"
                high
                "Shannon 1948"
                (numbers 0.0 infinity)
                (Computation.Mean _.Entropy)
            entry
                "bald"
                "entropy of the mean p less the mean entropy of p"
                "0 to ln C, in nats"
                "the epochs contradict each other"
                high
                "Houlsby et al. 2011"
                (numbers 0.0 infinity)
                Computation.Disagreement
            entry
                "aleatoric"
                "mean of q (1 - q)"
                "0 to 0.25"
                "undecided in every epoch"
                high
                dataIq
                (numbers 0.0 0.25)
                (Computation.Mean(fun outputs -> outputs.GoldProbability * (1.0 - outputs.GoldProbability)))
            entry
                "epistemic"
                "population variance of q, never corrected"
                "0 to 0.25"
                "the epochs contradict each other"
                high
                dataIq
                (numbers 0.0 0.25)
                (Computation.Kept _.Variance)
            entry
                "self_confidence"
                "q of the last epoch used (the mean over epochs is confidence)"
                "0 to 1"
                "the label is believed"
                low
                cleanlab
                (numbers 0.0 1.0)
                (Computation.Last _.GoldProbability)
            entry
                "normalised_margin"
                "(q less the greatest other p, plus 1) / 2, of the last epoch used"
                "0 to 1"
                "the label is believed"
                low
                cleanlab
                (numbers 0.0 1.0)
                (Computation.Last(fun outputs -> (outputs.ProbabilityMargin + 1.0) / 2.0))
            entry
                EpochsPresent
                "epochs with a record of the example; added by --allow-missing"
                "1 to E epochs"
                "nothing is missing"
                low
                "the log itself"
                counts
                (Computation.Kept(fun example -> float example.Epochs))
        |]

    let names = entries |> Array.map _.Name

    // Here and elsewhere on the way of `td metrics` loops in place of F#'s generic functions: those over references are
    // compiled at every start, which altogether took a tenth of a small run's time.

    /// Raises AnalyticsException, listing the names, when there is no such metric.
    let find name =
        match Array.IndexOf(names, name) with
        | -1 ->
            let all = String.Join(", ", names)
            raise (AnalyticsException $"no metric is called '{name}'; there are {all}")
        | place -> entries[place]

    /// The metrics of the names that a table has no column of its own for, each once.
    let onRequest (names: string list) =
        let found = ResizeArray<MetricEntry>()

        for name in names do
            let entry = find name

            if entry.Definition.OnRequest && not (found.Exists(fun other -> other.Name = name)) then
                found.Add entry

        found.ToArray()

    /// The values [N] of a metric, NaN where an example has none; None where the table lacks it.
    let tryValues (entry: MetricEntry) (table: MetricsTable) =
        match entry.Computation with
        | Computation.Column values -> values table
        | _ ->
            match Array.FindIndex(table.Extras, fun extra -> extra.Name = entry.Name) with
            | -1 -> None
            | place -> Some table.Extras[place].Values

    /// The table's metrics in a file's order: the five, as far as there, then the others as the table has them.
    let columns (table: MetricsTable) =
        [|
            for entry in entries do
                if not entry.Definition.OnRequest then
                    match tryValues entry table with
                    | Some values -> entry, values
                    | None -> ()

            for extra in table.Extras do
                find extra.Name, extra.Values
        |]
