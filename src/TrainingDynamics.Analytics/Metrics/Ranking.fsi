namespace TrainingDynamics.Analytics

/// Putting rows in order, the one way in which everything here does it.
[<RequireQualifiedAccess>]
module Ranking =

    /// Row numbers [N], the smallest key first; equal keys stay in order, NaN comes after all numbers. keys: [N].
    val ascending: keys: float[] -> int[]

    /// The same, the greatest key first; equal keys stay in order and NaN comes last here too.
    val descending: keys: float[] -> int[]

    /// How many examples a proportion stands for: floor(proportion · count). proportion: in (0, 1]; raises
    /// ArgumentException outside of it.
    val sizeOf: proportion: float -> count: int -> int

    /// Bits that compare, unsigned, as the keys do: both zeros are one, and every NaN comes last.
    val inline internal sortable: key: float -> uint64
