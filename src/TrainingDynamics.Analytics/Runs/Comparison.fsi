namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// Two runs over the same data. "A" is the first, "B" the second; every difference is B minus A. The arrays without a
/// note are [M], one entry per example that both have, in A's order; do not write to them.
type Comparison =
    {
        /// How the examples of both were found.
        Join: RunJoin
        /// Of the examples in both, as A has them.
        Guids: ExampleGuid[]
        /// Their rows in A's table.
        RowsA: int[]
        /// Their rows in B's table.
        RowsB: int[]
        /// Examples of A that B lacks, in A's order; those that the join leaves out are not among them.
        OnlyInA: ExampleGuid[]
        /// Examples of B that A lacks, in B's order, as B has them; see above.
        OnlyInB: ExampleGuid[]
        /// Examples in both whose gold class differs; empty where a table does not hold it.
        GoldDiffers: ExampleGuid[]
        /// In [-1, 1].
        DeltaConfidence: float[]
        /// In [-0.5, 0.5]; a little more with the confidence interval.
        DeltaVariability: float[]
        /// Of correctness as a fraction, see MetricsTable.CorrectnessScale; in [-1, 1].
        DeltaCorrectness: float[]
        /// Of the forgetting events; NaN where an example was never learnt in A or in B, or a table has none.
        DeltaForgetting: float[]
        /// Examples never learnt in A and learnt in B.
        LearntInBOnly: int
        /// Examples never learnt in B and learnt in A.
        LearntInAOnly: int
        /// Share of the examples that a region has, in (0, 1].
        Proportion: float
        /// Names of the rows and columns of `Migration`: easy, ambiguous, hard, none.
        Regions: string[]
        /// [4][4]: examples that are in region i in A and in region j in B. Regions are split among the examples in both;
        /// they may overlap, and an example in two of them counts in both, so that the diagonal says what stayed.
        Migration: int[][]
        /// Rank correlation of A's and B's confidence, in [-1, 1]; NaN where a column is constant.
        SpearmanConfidence: float
        /// The same of variability.
        SpearmanVariability: float
        /// The same of correctness.
        SpearmanCorrectness: float
        /// All entries [M], the largest change of confidence in either direction first; ties in A's order.
        Movers: int[]
    }

/// Comparing two tables.
[<RequireQualifiedAccess>]
module Comparison =

    /// Joins by guid: a number and a string of the same text are different guids. proportion: of a region, in (0, 1].
    /// Raises AnalyticsException when the tables share no guid, ArgumentException for a proportion out of its range.
    val compare: proportion: float -> a: MetricsTable -> b: MetricsTable -> Comparison

    /// The same of examples that a join of these two tables has found. Raises ArgumentException for a proportion out of
    /// its range.
    val compareJoined: join: RunJoin -> proportion: float -> a: MetricsTable -> b: MetricsTable -> Comparison

    /// The tables of two runs or metrics files, classes of one name under one number, and their comparison.
    val internal opened:
        asked: JoinBy option ->
        proportion: float ->
        pathA: string ->
        pathB: string ->
            MetricsTable * MetricsTable * Comparison

    /// Two runs or metrics files, joined as `RunJoin.ofRuns` finds right. Raises what that and
    /// `MetricsFile.readOrCompute` raise.
    val ofRuns: proportion: float -> pathA: string -> pathB: string -> Comparison
