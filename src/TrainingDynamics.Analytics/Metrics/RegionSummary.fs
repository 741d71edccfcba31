namespace TrainingDynamics.Analytics

open System
open System.IO
open System.Runtime.InteropServices

/// What a region's examples have in common.
type RegionFigures =
    {
        Examples: int
        /// Their mean confidence; NaN where there is none.
        Confidence: float
        /// Their mean variability; NaN where there is none.
        Variability: float
    }

/// The regions of `Regions.split` in a few numbers.
type RegionSummary =
    {
        /// As asked for, in (0, 1].
        Proportion: float
        /// The highest confidence.
        Easy: RegionFigures
        /// The highest variability.
        Ambiguous: RegionFigures
        /// The lowest confidence.
        Hard: RegionFigures
        EasyAndAmbiguous: int
        HardAndAmbiguous: int
        /// Examples that were never predicted correctly.
        NeverRight: int
        /// N.
        Examples: int
        /// Epochs that the metrics were computed from; null where a metrics file does not say it.
        Epochs: Nullable<int>
    }

/// Confidence and variability of every example, in order.
[<Sealed>]
type internal MapNumbers() =
    static let pairsAtOnce = 1 <<< 12
    static let mostBlocks = 512 // 32 MB
    let blocks = ResizeArray<float[]>() // [2 · pairsAtOnce]: confidence, variability, confidence, …
    let mutable file: FileStream | null = null
    let mutable last: float[] = Array.zeroCreate (2 * pairsAtOnce)
    let mutable filled = 0 // pairs of the last block

    let openFile () =
        let options =
            FileStreamOptions(
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                Options = FileOptions.DeleteOnClose
            )

        new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options)

    let keep () =
        if blocks.Count < mostBlocks then
            blocks.Add last
            last <- Array.zeroCreate (2 * pairsAtOnce)
        else
            let stream =
                match file with
                | null ->
                    let opened = openFile ()
                    file <- opened
                    opened
                | stream -> stream

            stream.Write(MemoryMarshal.AsBytes(ReadOnlySpan last))

        filled <- 0

    member _.Add(confidence: float[], variability: float[]) =
        for row in 0 .. confidence.Length - 1 do
            last[2 * filled] <- confidence[row]
            last[2 * filled + 1] <- variability[row]
            filled <- filled + 1

            if filled = pairsAtOnce then
                keep ()

    /// Every block of pairs with its number of pairs.
    member _.Each(take: Action<float[], int>) =
        for block in blocks do
            take.Invoke(block, pairsAtOnce)

        match file with
        | null -> ()
        | stream ->
            let block: float[] = Array.zeroCreate (2 * pairsAtOnce)
            let length = stream.Position
            stream.Position <- 0L

            while stream.Position < length do
                stream.ReadExactly(MemoryMarshal.AsBytes(Span block))
                take.Invoke(block, pairsAtOnce)

        take.Invoke(last, filled)

    member _.Clear() =
        blocks.Clear()
        filled <- 0

        match file with
        | null -> ()
        | stream -> stream.SetLength 0L

    interface IDisposable with
        member _.Dispose() =
            match file with
            | null -> ()
            | stream -> stream.Dispose()

/// Which of the two numbers of an example a region is ranked by, and from which end.
[<RequireQualifiedAccess>]
type internal RankedBy =
    | HighestConfidence
    | LowestConfidence
    | HighestVariability

/// A region's border, and its sums. The border is the key up to which the first `size` of a ranking go; it is found sixteen bits at a
/// time from above. Counting takes the same few passes over numbers on disk that a sort would need in memory.
[<Sealed>]
type internal RegionBorder(size: int, by: RankedBy) =
    static let digitBits = 16
    let column = if by = RankedBy.HighestVariability then 1 else 0
    let sign = if by = RankedBy.LowestConfidence then 1.0 else -1.0
    let counts: int[] = Array.zeroCreate (1 <<< digitBits)
    let mutable prefix = 0UL // of the border's key
    let mutable left = size // rows wanted of those whose keys begin with the prefix
    let mutable confidence = 0.0
    let mutable variability = 0.0

    static member Shifts = [| 48; 32; 16; 0 |]

    /// Counts the keys of a block in a pass. One loop without calls, since all passes together are a tenth of what td metrics takes.
    member _.Count(pairs: float[], count: int, shift: int) =
        let counts, prefix, sign = counts, prefix, sign

        for place in 0 .. count - 1 do
            let key = Ranking.sortable (sign * pairs[2 * place + column])

            if shift = 48 || key >>> (shift + digitBits) = prefix then
                let digit = int (key >>> shift) &&& 0xFFFF
                counts[digit] <- counts[digit] + 1

    /// Ends a pass.
    member _.Narrow() =
        let mutable digit = 0

        while digit < 0xFFFF && counts[digit] < left do
            left <- left - counts[digit]
            digit <- digit + 1

        prefix <- (prefix <<< digitBits) ||| uint64 digit
        Array.Clear counts

    /// After the last pass, for every example in order: whether it is in the region. Of those on the border the first ones are.
    member _.TryTake(pairs: float[], place: int) =
        let key = Ranking.sortable (sign * pairs[2 * place + column])

        let isTaken =
            if size = 0 || key > prefix then
                false
            elif key < prefix then
                true
            else
                left <- left - 1
                left >= 0

        if isTaken then
            confidence <- confidence + pairs[2 * place]
            variability <- variability + pairs[2 * place + 1]

        isTaken

    member _.Figures =
        {
            Examples = size
            Confidence = confidence / float size
            Variability = variability / float size
        }

/// Takes a table in parts, in order, and finds its regions. Of some million examples it keeps the numbers in memory, beyond in a file
/// without a name in the folder for temporary files.
[<Sealed>]
type internal RegionSummaryBuilder() =
    let numbers = new MapNumbers()
    let mutable examples = 0
    let mutable neverRight = 0
    let mutable epochs = Nullable<int>()

    /// Forgets all parts.
    member _.Clear() =
        numbers.Clear()
        examples <- 0
        neverRight <- 0

    /// The rows behind those of the parts before.
    member _.Add(part: MetricsTable) =
        numbers.Add(part.Confidence, part.Variability)
        examples <- examples + part.Count
        epochs <- Option.toNullable part.Epochs

        for times in part.Correctness do
            neverRight <- neverRight + (if times = 0 then 1 else 0)

    /// Of all parts. proportion: in (0, 1]; raises ArgumentException outside of it.
    member _.Summary(proportion: float) =
        let size = Ranking.sizeOf proportion examples
        let easy = RegionBorder(size, RankedBy.HighestConfidence)
        let ambiguous = RegionBorder(size, RankedBy.HighestVariability)
        let hard = RegionBorder(size, RankedBy.LowestConfidence)
        let borders = [| easy; ambiguous; hard |]

        for shift in RegionBorder.Shifts do
            numbers.Each(fun pairs count ->
                for border in borders do
                    border.Count(pairs, count, shift))

            for border in borders do
                border.Narrow()

        let shared: int[] = Array.zeroCreate 2 // with the ambiguous

        numbers.Each(fun pairs count ->
            for place in 0 .. count - 1 do
                let isEasy = easy.TryTake(pairs, place)
                let isHard = hard.TryTake(pairs, place)

                if ambiguous.TryTake(pairs, place) then
                    shared[0] <- shared[0] + (if isEasy then 1 else 0)
                    shared[1] <- shared[1] + (if isHard then 1 else 0))

        {
            Proportion = proportion
            Easy = easy.Figures
            Ambiguous = ambiguous.Figures
            Hard = hard.Figures
            EasyAndAmbiguous = shared[0]
            HardAndAmbiguous = shared[1]
            NeverRight = neverRight
            Examples = examples
            Epochs = epochs
        }

    interface IDisposable with
        member _.Dispose() = (numbers :> IDisposable).Dispose()

/// Regions of tables.
[<RequireQualifiedAccess>]
module internal RegionSummary =

    /// Of a table in memory.
    let ofTable proportion table =
        use builder = new RegionSummaryBuilder()
        builder.Add table
        builder.Summary proportion
