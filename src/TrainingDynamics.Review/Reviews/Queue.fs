namespace TrainingDynamics.Review

open System
open System.Collections.Generic
open TrainingDynamics.Analytics
open TrainingDynamics.Data
open TrainingDynamics.Logs

/// Why a row is in a queue.
[<RequireQualifiedAccess>]
type Stratum =
    /// It stands high in the ranking.
    | Top
    /// It was drawn from all that do not.
    | Random

/// One row to review.
type QueueRow =
    {
        /// Its place in the queue, from 1: the top by rank, then the random rows as they were drawn.
        Rank: int
        /// The example.
        Guid: ExampleGuid
        /// 1-based line of the training file where it begins; null where that is not known or has no lines.
        Line: Nullable<int>
        /// See Stratum.
        Stratum: Stratum
        /// Name of the class in the data set.
        Given: string
        /// Name of the most probable class by the mean over the epochs.
        Suggested: string
        /// By which the queue is ordered, high where the label is suspected.
        Score: float
        /// [C]: mean over the epochs of the softmax.
        Probabilities: float[]
        /// Mean margin of the logits.
        Aum: float
        /// In nats.
        MeanLoss: float
        /// Epochs that predicted another class.
        EpochsAgainst: int
        /// See TextHash; empty where it is not known.
        TextHash: string
        /// One sentence, from the numbers.
        Why: string
    }

/// What is reviewed, fixed before the first decision.
type Queue =
    {
        /// Name of its folder.
        Name: string
        /// The run, as it was named.
        Run: string
        /// The training file; empty where it is not recorded.
        SourcePath: string
        /// Of that file, lower-case hexadecimal; empty where it is not recorded.
        SourceSha256: string
        /// `active-cleaning` or the name of a detector.
        Order: string
        /// Epochs of the run that the scores are from.
        EpochsUsed: int
        /// Of the random rows.
        Seed: int
        /// Examples of the run, N.
        Examples: int
        /// Examples that reviews of earlier queues have decided, which are in no stratum of this one.
        Excluded: int
        /// Names of the classes, [C].
        Labels: string[]
        /// In the order of review.
        Rows: QueueRow[]
    }

    /// Rows of a stratum.
    member queue.Of stratum =
        queue.Rows |> Array.filter (fun row -> row.Stratum = stratum)

    /// Rows that are neither in the top nor excluded, from which the random ones were drawn.
    member queue.Rest = queue.Examples - queue.Excluded - (queue.Of Stratum.Top).Length

/// What a queue is to hold.
type QueueRequest =
    {
        /// Name of its folder.
        Name: string
        /// `active-cleaning` or the name of a detector, `random` too.
        Order: string
        /// Rows from the ranking's top, at least 1.
        Top: int
        /// Rows from all others, at least 0.
        Random: int
        /// Of the random rows.
        Seed: int
        /// Guids that no stratum may have.
        Excluded: IReadOnlyCollection<ExampleGuid>
    }

/// Choosing what to review.
[<RequireQualifiedAccess>]
module Queue =

    /// The order that queues have unless another is asked for; see ReviewOrder.activeCleaning.
    [<Literal>]
    let ActiveCleaning = "active-cleaning"

    /// All orders: active cleaning, then the detectors.
    let orders = Array.append [| ActiveCleaning |] LabelIssues.detectors

    let private probabilitiesOf (evidence: LabelEvidence) row =
        Array.init evidence.Classes (fun c -> evidence.Probabilities[row, c])

    let private scores order (issues: LabelIssues) =
        if order = ActiveCleaning then
            let evidence = issues.Evidence

            evidence.Gold
            |> Array.mapi (fun row gold -> ReviewOrder.activeCleaning gold (probabilitiesOf evidence row))
        else
            match issues.Detectors |> Array.tryFind (fun detector -> detector.Name = order) with
            | Some detector -> detector.Suspicion
            | None ->
                let known = String.Join(", ", orders)
                refuse $"'{order}' is no order to review in, expected one of {known}"

    let private why (issues: LabelIssues) (names: string[]) row =
        let evidence = issues.Evidence
        let against, epochs = evidence.Contradictions[row], evidence.Epochs
        let suggested, gold = issues.Suggested[row], evidence.Gold[row]
        let p = evidence.Probabilities[row, suggested]

        let told =
            if against = 0 then
                $"right in all {epochs} epochs"
            elif against = epochs then
                $"wrong in {epochs} of {epochs} epochs, never learnt"
            else
                $"wrong in {against} of {epochs} epochs"

        let likeliest =
            if suggested = gold then
                $"{names[gold]}, its label, is the likeliest with {p:F2}"
            else
                $"{names[suggested]} with {p:F2} on average"

        let flagged =
            if issues.Flagged[row] then
                "; confident learning flags it"
            else
                ""

        FormattableString.Invariant $"{told}; {likeliest}{flagged}"

    /// Draws a queue: the top by the order's scores and, from all others, random rows in an order that the seed and the
    /// guids give. issues: made with the request's seed; examples: of the same run. Raises AnalyticsException for an
    /// unknown order and where the run has fewer examples than asked for.
    let draw (request: QueueRequest) (issues: LabelIssues) (examples: RunExamples) =
        let evidence = issues.Evidence

        let names =
            Array.init evidence.Classes (fun c ->
                if c < examples.LabelNames.Count then
                    examples.LabelNames[c]
                else
                    string c)

        let scores = scores request.Order issues
        let excluded = HashSet<ExampleGuid> request.Excluded

        let isFree row =
            not (excluded.Contains evidence.Guids[row])

        let free = Ranking.descending scores |> Array.filter isFree

        if free.Length < request.Top + request.Random then
            refuse
                $"{request.Top} rows of the top and {request.Random} random ones are asked for, and {examples.Run} has \
                  {free.Length} examples that no queue's review has decided; ask for fewer with --top and --random"

        let top = free |> Array.truncate request.Top
        let inTop = HashSet<int> top

        let random =
            (LabelIssues.detector "random" issues).Ranking
            |> Array.filter (fun row -> isFree row && not (inTop.Contains row))
            |> Array.truncate request.Random

        let hashOf guid =
            if isNull examples.RowTrouble then
                match Option.ofNullable (examples.HashOf guid) with
                | Some hash -> TextHash.ToHex hash
                | None -> ""
            else
                ""

        let entry place row =
            let guid = evidence.Guids[row]

            {
                Rank = place + 1
                Guid = guid
                Line =
                    if isNull examples.RowTrouble then
                        examples.LineOf guid
                    else
                        Nullable()
                Stratum = if place < top.Length then Stratum.Top else Stratum.Random
                Given = names[evidence.Gold[row]]
                Suggested = names[issues.Suggested[row]]
                Score = scores[row]
                Probabilities = probabilitiesOf evidence row
                Aum = evidence.Aum[row]
                MeanLoss = evidence.MeanLoss[row]
                EpochsAgainst = evidence.Contradictions[row]
                TextHash = hashOf guid
                Why = why issues names row
            }

        {
            Name = request.Name
            Run = examples.Run
            SourcePath =
                match examples.Recorded with
                | null -> ""
                | file -> file.Path
            SourceSha256 =
                match examples.SourceSha256 with
                | null -> ""
                | sha256 -> sha256
            Order = request.Order
            EpochsUsed = evidence.Epochs
            Seed = request.Seed
            Examples = evidence.Guids.Length
            Excluded = evidence.Guids |> Array.filter excluded.Contains |> Array.length
            Labels = names
            Rows = Array.append top random |> Array.mapi entry
        }
