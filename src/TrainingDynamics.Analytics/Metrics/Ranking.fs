namespace TrainingDynamics.Analytics

open System

/// Putting rows in order, the one way in which everything here does it.
[<RequireQualifiedAccess>]
module Ranking =

    let private digitBits = 11
    let private digits = 6 // 66 bits, of which 64 are used

    /// Bits that compare, unsigned, as the keys do: both zeros are one, and every NaN comes last.
    let inline internal sortable (key: float) =
        let bits = BitConverter.DoubleToUInt64Bits(key + 0.0)

        if Double.IsNaN key then UInt64.MaxValue
        elif bits >>> 63 = 0UL then bits ||| (1UL <<< 63)
        else ~~~bits

    /// The rows by one digit of their keys, those of equal digits as they were. The digit is not the same everywhere.
    let private sortBy
        digit
        (keys: uint64[])
        (rows: int[])
        (sortedKeys: uint64[])
        (sortedRows: int[])
        (counts: int[])
        =
        let mutable sum = 0

        for bucket in 0 .. counts.Length - 1 do
            let count = counts[bucket]
            counts[bucket] <- sum
            sum <- sum + count

        for place in 0 .. keys.Length - 1 do
            let bucket = int (keys[place] >>> (digit * digitBits)) &&& ((1 <<< digitBits) - 1)
            let target = counts[bucket]
            counts[bucket] <- target + 1
            sortedKeys[target] <- keys[place]
            sortedRows[target] <- rows[place]

    // A radix sort, by the lowest digit first. Own code, because the library's sort is not stable and with a comparison of
    // keys and rows takes twenty times as long, which of a million examples is most of the time that metrics take.
    /// Row numbers [N], the smallest key first; equal keys stay in order, NaN comes after all numbers. keys: [N].
    let ascending (keys: float[]) =
        let mutable bits = keys |> Array.map sortable
        let mutable rows = Array.init keys.Length id
        let mutable sortedBits = Array.zeroCreate<uint64> keys.Length
        let mutable sortedRows = Array.zeroCreate<int> keys.Length

        for digit in 0 .. digits - 1 do
            let counts = Array.zeroCreate<int>(1 <<< digitBits)
            let shift = digit * digitBits

            for key in bits do
                let bucket = int (key >>> shift) &&& ((1 <<< digitBits) - 1)
                counts[bucket] <- counts[bucket] + 1

            // Of numbers in [0, 1] the highest digits are mostly the same.
            if
                keys.Length > 0
                && counts[int (bits[0] >>> shift) &&& ((1 <<< digitBits) - 1)] < keys.Length
            then
                sortBy digit bits rows sortedBits sortedRows counts
                let unsortedBits, unsortedRows = bits, rows
                bits <- sortedBits
                rows <- sortedRows
                sortedBits <- unsortedBits
                sortedRows <- unsortedRows

        rows

    /// The same, the greatest key first; equal keys stay in order and NaN comes last here too.
    let descending (keys: float[]) = keys |> Array.map (~-) |> ascending

    /// How many examples a proportion stands for: floor(proportion · count). proportion: in (0, 1]; raises
    /// ArgumentException outside of it.
    let sizeOf proportion (count: int) =
        if not (proportion > 0.0 && proportion <= 1.0) then
            invalidArg
                (nameof proportion)
                $"the proportion is {proportion}, expected more than 0 and at most 1"

        int (proportion * float count)
