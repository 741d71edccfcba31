namespace TrainingDynamics.Analytics

open System

type PairedTest =
    {
        Pairs: int
        MeanDifference: float
        StandardError: float
        Statistic: float
        PValue: float
    }

[<RequireQualifiedAccess>]
module PairedTest =

    let standardError (values: float[]) =
        let n = float values.Length
        let mean = Array.average values
        let squares = values |> Array.sumBy (fun value -> (value - mean) ** 2.0)
        sqrt (squares / (n - 1.0) / n)

    /// P(|T| > t) for whole degrees of freedom, in closed form. Own code, because no package here has the distribution.
    /// Source: Abramowitz and Stegun 1964, formulas 26.7.3 and 26.7.4.
    let twoSided (t: float) (degrees: int) =
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

    let ofPairs (a: float[]) (b: float[]) =
        if a.Length <> b.Length then
            invalidArg (nameof b) $"{b.Length} values beside {a.Length}, expected as many"

        if a.Length < 2 then
            raise (
                AnalyticsException $"found {a.Length} pair, expected at least two seeds to test a difference"
            )

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
