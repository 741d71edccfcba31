namespace TrainingDynamics.Analytics

open System

/// Student's paired t-test of n pairs.
type PairedTest =
    {
        /// n.
        Pairs: int
        /// Mean of the first's less the second's values.
        MeanDifference: float
        /// Of that mean: the differences' sample standard deviation (divisor n - 1) over the square root of n.
        StandardError: float
        /// The mean difference in standard errors; infinite where all differences are equal and not 0, NaN where all are 0.
        Statistic: float
        /// Two-sided, with n - 1 degrees of freedom, in [0, 1]; 0 where the statistic is infinite, NaN where it is.
        PValue: float
    }

/// Whether two treatments of the same seeds differ by more than the seeds do.
[<RequireQualifiedAccess>]
module PairedTest =

    /// Sample standard deviation (divisor n - 1) over the square root of n; NaN for one value. values: [n], n at least 1.
    let standardError (values: float[]) =
        let n = float values.Length
        let mean = Array.average values
        let squares = values |> Array.sumBy (fun value -> (value - mean) ** 2.0)
        sqrt (squares / (n - 1.0) / n)

    /// P(|T| > t) of Student's distribution, in [0, 1]. degrees: of freedom, at least 1.
    let internal twoSided (t: float) (degrees: int) =
        let angle = Math.Atan(abs t / sqrt (float degrees))
        let cosine = Math.Cos angle

        // 1 + r₁cos² + r₁r₂cos⁴ + …, up to the power of cosine that the degrees give.
        let series first =
            let mutable term = 1.0
            let mutable sum = 1.0

            for k in first..2 .. degrees - 3 do
                term <- term * float k / float (k + 1) * cosine * cosine
                sum <- sum + term

            sum

        if degrees = 1 then
            1.0 - 2.0 * angle / Math.PI
        elif degrees % 2 = 1 then
            1.0 - 2.0 / Math.PI * (angle + Math.Sin angle * cosine * series 2)
        else
            1.0 - Math.Sin angle * series 1

    /// a, b: [n] of the same seeds, n at least 2, finite. Raises AnalyticsException for fewer, ArgumentException when the
    /// lengths differ.
    let ofPairs (a: float[]) (b: float[]) =
        if a.Length <> b.Length then
            invalidArg (nameof b) $"{b.Length} values beside {a.Length}, expected as many"

        if a.Length < 2 then
            refuse $"found {a.Length} pair, expected at least two seeds to test a difference"

        let differences = Array.map2 (-) a b
        let mean = Array.average differences
        let error = standardError differences
        let statistic = mean / error

        {
            Pairs = a.Length
            MeanDifference = mean
            StandardError = error
            Statistic = statistic
            PValue =
                if Double.IsNaN statistic then nan
                elif Double.IsInfinity statistic then 0.0
                else twoSided statistic (a.Length - 1)
        }
