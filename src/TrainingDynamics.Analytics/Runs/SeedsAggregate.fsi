namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// How steady one region is over several runs.
type RegionStability =
    {
        /// easy, ambiguous or hard.
        Region: string
        /// Examples that the region has in every run.
        Size: int
        /// Examples that are in it in all runs.
        InAll: int
        /// Examples that are in it in at least one run.
        InAny: int
        /// InAll over Size, in [0, 1]; NaN where the region is empty.
        Share: float
        /// Mean over the pairs of runs of the examples in both regions over those in either, in [0, 1]; NaN likewise.
        Jaccard: float
    }

/// Several runs over the same data, R of them, each with the same weight whatever its number of epochs. The arrays
/// without a note are [M], one entry per example that all runs have, in the first run's order; do not write to them.
type SeedsAggregate =
    {
        /// R, at least 2.
        Runs: int
        /// Of the examples in all runs.
        Guids: ExampleGuid[]
        /// [R]: examples of each run that another one lacks.
        Unmatched: int[]
        /// Gold class of the first run; empty where it does not hold it.
        Gold: int[]
        /// Mean over the runs, in [0, 1].
        Confidence: float[]
        /// Mean over the runs of the variance over epochs, the part of the spread that a single run shows; variability
        /// squared, so the confidence interval must be off.
        VarianceWithin: float[]
        /// Population variance over the runs of their confidence, the part that the seed makes.
        VarianceBetween: float[]
        /// Their sum: the variance over all epochs of all runs, when these have as many epochs each.
        VarianceTotal: float[]
        /// Square root of the variance between, the standard deviation over seeds.
        SeedDeviation: float[]
        /// Mean over the runs of correctness as a fraction, in [0, 1].
        Correctness: float[]
        /// Mean forgetting events over the runs that learnt the example, NaN where none did or the tables have none.
        Forgetting: float[]
        /// Runs that learnt the example, 0 to R.
        LearntIn: int[]
        /// [R][R] rank correlations of the runs' confidence.
        SpearmanConfidence: float[][]
        /// [R][R] rank correlations of the runs' variability.
        SpearmanVariability: float[][]
        /// Mean of the pairs' rank correlations of confidence.
        AgreementConfidence: float
        /// The same of variability.
        AgreementVariability: float
        /// easy, ambiguous, hard.
        Stability: RegionStability[]
    }

/// Aggregating runs that differ in their seed.
[<RequireQualifiedAccess>]
module SeedsAggregate =

    /// Joins by guid. proportion: of a region, in (0, 1]; regions are split among the examples in all runs. Raises
    /// AnalyticsException when there are fewer than two runs, they share no guid or differ in an example's gold class,
    /// ArgumentException for a proportion out of its range.
    val ofTables: proportion: float -> tables: MetricsTable[] -> SeedsAggregate

    /// The same of examples that a join of these tables has found.
    val ofJoined: join: RunJoin -> proportion: float -> tables: MetricsTable[] -> SeedsAggregate
