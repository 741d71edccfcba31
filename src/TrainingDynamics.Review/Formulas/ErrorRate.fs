namespace TrainingDynamics.Review

open System

/// A range that holds a share with 95 % confidence.
[<Struct>]
type Interval =
    {
        /// In [0, 1].
        Low: float
        /// In [0, 1], at least Low.
        High: float
    }

/// What was found in two parts of a data set: the top of a ranking, reviewed completely, and a random sample of the rest.
type TwoStrata =
    {
        /// Rows of the top, N1.
        Top: int
        /// Wrong labels among them, k1.
        TopErrors: int
        /// Rows of the rest, N2.
        Rest: int
        /// Rows of the rest that were drawn and reviewed, n2.
        Sampled: int
        /// Wrong labels among these, k2.
        SampledErrors: int
    }

/// Wrong labels of a whole data set, estimated from two strata.
type ErrorEstimate =
    {
        /// Share of wrong labels.
        Rate: float
        /// Of the rate; NaN where fewer than two rows were sampled.
        StandardError: float
        /// Of the rate: Wilson's limits of the sample's share put into its formula.
        RateInterval: Interval
        /// Share of wrong labels in the top.
        TopPrecision: float
        /// Of that share, by Wilson.
        TopInterval: Interval
        /// Of the share of wrong labels in the rest, by Wilson.
        RestInterval: Interval
        /// Wrong labels in the whole set.
        Errors: float
        /// Share of them that the top holds, in [0, 1]; NaN where there are none.
        Recall: float
    }

/// A change of accuracy on the same rows.
type AccuracyChange =
    {
        /// Exact two-sided p of McNemar's test, in [0, 1].
        PValue: float
        /// The same less half the probability of what was observed.
        MidP: float
        /// Accuracy after less accuracy before.
        Gain: float
        /// Of the gain.
        StandardError: float
    }

/// How many labels are wrong, and whether mending them helped.
[<RequireQualifiedAccess>]
module ErrorRate =

    // The normal distribution's 97.5 % point.
    let private z = 1.959964

    /// Wilson's 95 % interval of a share: k of n; [0, 1] where n is 0.
    let wilson k n =
        if n = 0 then
            { Low = 0.0; High = 1.0 }
        else
            let n = float n
            let share = float k / n
            let scale = 1.0 + z * z / n
            let centre = share + z * z / (2.0 * n)
            let half = z * sqrt (share * (1.0 - share) / n + z * z / (4.0 * n * n))

            {
                Low = max 0.0 ((centre - half) / scale)
                High = min 1.0 ((centre + half) / scale)
            }

    /// From a review of both strata; needs a sampled row wherever there is a rest, else ArgumentException.
    let ofStrata strata =
        let rest, all = float strata.Rest, float (strata.Top + strata.Rest)

        if strata.Rest > 0 && strata.Sampled = 0 then
            invalidArg (nameof strata) "no row of the rest was reviewed, expected a sample"

        let share =
            if strata.Sampled = 0 then
                0.0
            else
                float strata.SampledErrors / float strata.Sampled

        let sampled = float strata.Sampled
        let inRest = wilson strata.SampledErrors strata.Sampled

        let rateWith restShare =
            (float strata.TopErrors + rest * restShare) / all

        let errors = float strata.TopErrors + rest * share

        {
            Rate = rateWith share
            StandardError =
                if strata.Rest = 0 then
                    0.0
                else
                    rest * sqrt (share * (1.0 - share) / (sampled - 1.0) * (1.0 - sampled / rest))
                    / all
            RateInterval =
                {
                    Low = rateWith inRest.Low
                    High = rateWith inRest.High
                }
            TopPrecision = float strata.TopErrors / float strata.Top
            TopInterval = wilson strata.TopErrors strata.Top
            RestInterval = inRest
            Errors = errors
            Recall = float strata.TopErrors / errors
        }

    /// How many more rows to review, in random order, until this share of all wrong labels is found; a better order needs
    /// fewer. share: in (0, 1]. Never more than the rows that nobody has reviewed.
    let rowsToFind share strata =
        let estimate = ofStrata strata

        let missing =
            share * estimate.Errors - float (strata.TopErrors + strata.SampledErrors)

        if missing <= 0.0 then
            0
        else
            let perRow = float strata.SampledErrors / float strata.Sampled
            min (strata.Rest - strata.Sampled) (int (Math.Ceiling(missing / perRow - 1e-9)))

    /// Chapman's estimate of how many there are, and its standard error, from two independent searches: first and second
    /// found that many, both the same `both`. Two detectors on one run are not independent.
    let ofTwoSearches first second both =
        let first, second, both = float first, float second, float both

        let variance =
            (first + 1.0) * (second + 1.0) * (first - both) * (second - both)
            / ((both + 1.0) ** 2.0 * (both + 2.0))

        struct ((first + 1.0) * (second + 1.0) / (both + 1.0) - 1.0, sqrt variance)

    /// McNemar's exact test. onlyBefore, onlyAfter: rows that only one of the two models predicts rightly; rows: of the set.
    let mcNemar onlyBefore onlyAfter rows =
        let discordant = onlyBefore + onlyAfter

        // C(n, i) / 2^n, from the logarithms so that large n do not overflow.
        let probability successes =
            let mutable logarithm = -(float discordant * log 2.0)

            for i in 1..successes do
                logarithm <- logarithm + log (float (discordant - i + 1) / float i)

            exp logarithm

        let least = min onlyBefore onlyAfter
        let tail = Seq.init (least + 1) probability |> Seq.sum
        let gained = float (onlyAfter - onlyBefore)
        let n = float rows

        {
            PValue = min 1.0 (2.0 * tail)
            MidP = min 1.0 (2.0 * tail - probability least)
            Gain = gained / n
            StandardError = sqrt (float discordant - gained * gained / n) / n
        }
