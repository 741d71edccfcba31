namespace TrainingDynamics.Analytics

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

    /// a, b: [n] of the same seeds, n at least 2, finite. Raises AnalyticsException for fewer, ArgumentException when the
    /// lengths differ.
    val ofPairs: a: float[] -> b: float[] -> PairedTest

    /// Sample standard deviation (divisor n - 1) over the square root of n; NaN for one value. values: [n], n at least 1.
    val standardError: values: float[] -> float

    /// P(|T| > t) of Student's distribution, in [0, 1]. degrees: of freedom, at least 1.
    val internal twoSided: t: float -> degrees: int -> float
