namespace TrainingDynamics.Analytics

open System

/// How far two columns put the same examples in the same order.
[<RequireQualifiedAccess>]
module RankCorrelation =

    /// Ranks from 1, smallest first; equal values share the mean of their ranks. values: [N], without NaN; result: [N].
    let ranks (values: float[]) =
        let keys = Array.copy values
        let rows = Array.init values.Length id
        Array.Sort(keys, rows)
        let ranks = Array.zeroCreate<float> values.Length
        let mutable first = 0

        while first < keys.Length do
            let mutable last = first

            while last + 1 < keys.Length && keys[last + 1] = keys[first] do
                last <- last + 1

            for place in first..last do
                ranks[rows[place]] <- float (first + last + 2) / 2.0

            first <- last + 1

        ranks

    let private pearson (a: float[]) (b: float[]) =
        let meanA, meanB = Array.average a, Array.average b
        let mutable ab, aa, bb = 0.0, 0.0, 0.0

        for i in 0 .. a.Length - 1 do
            let da, db = a[i] - meanA, b[i] - meanB
            ab <- ab + da * db
            aa <- aa + da * da
            bb <- bb + db * db

        if aa = 0.0 || bb = 0.0 then
            nan
        else
            Math.Clamp(ab / sqrt (aa * bb), -1.0, 1.0)

    /// Spearman's correlation: Pearson's of the ranks. a, b: [N] of the same examples, without NaN; result: in [-1, 1],
    /// NaN where N is below 2 or a column is constant. Raises ArgumentException when the lengths differ.
    let spearman (a: float[]) (b: float[]) =
        if a.Length <> b.Length then
            invalidArg
                (nameof b)
                $"{a.Length} values on one side and {b.Length} on the other, expected as many of each"

        if a.Length < 2 then nan else pearson (ranks a) (ranks b)
