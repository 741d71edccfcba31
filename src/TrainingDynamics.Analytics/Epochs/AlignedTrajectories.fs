namespace TrainingDynamics.Analytics

open System
open TrainingDynamics.Logs

/// One thread's block, epoch after epoch, and the first epoch's integer guids and golds, which the others must have.
[<Sealed>]
type internal AlignedBlock(epochs: int) =
    member val Block = ScoredBlock()
    member val Integers: int64[] = Array.zeroCreate 0 with get, set // with room for more; of text guids unused
    member val Golds: int[] = Array.zeroCreate 0 with get, set
    member val Columns = BlockColumns()
    member val Outputs = RecordOutputs()
    member val Sums: EpochSums[] = Array.zeroCreate epochs // of the block alone
    member val IsAscending = false with get, set // integer guids, each greater than the one before

/// The same as BlockTrajectories where the blocks of every epoch have the same examples, as row groups have: those of a block go
/// through all epochs while they lie in the cache, and threads wait for one another only to add sums.
[<Sealed>]
type internal AlignedTrajectories
    (files: DynamicsFile[], blocks: DynamicsBlocks[], includeCi: bool, entries: MetricEntry[]) =
    // [blocks + 1], where each block begins among the examples.
    let starts =
        let starts = Array.zeroCreate (blocks[0].Count + 1)

        for block in 0 .. blocks[0].Count - 1 do
            starts[block + 1] <- starts[block] + blocks[0].RecordsIn block

        starts

    let count = starts[blocks[0].Count]
    let guids: ExampleGuid[] = Array.zeroCreate count
    let accumulators = entries |> Array.map MetricAccumulator
    let columns = TableColumns(guids, includeCi, accumulators)
    let sums: EpochSums[] = Array.zeroCreate files.Length
    let gate = obj ()
    let mutable classes = 0
    let mutable isAscending = true

    // All blocks have as many classes as the one that some thread reads first.
    let isOfClasses (records: RecordBlock) =
        lock gate (fun () ->
            if classes = 0 then
                classes <- records.Classes

                for accumulator in accumulators do
                    accumulator.Reserve(count, classes)

            records.Classes = classes)

    let register (records: RecordBlock) first =
        for record in 0 .. records.Count - 1 do
            guids[first + record] <- records.Guid record

    let ascends (integers: ReadOnlySpan<int64>) =
        let mutable place = 1

        while place < integers.Length && integers[place] > integers[place - 1] do
            place <- place + 1

        place = integers.Length

    let keep (state: AlignedBlock) (records: RecordBlock) =
        if state.Golds.Length < records.Count then
            state.Integers <- Array.zeroCreate records.Count
            state.Golds <- Array.zeroCreate records.Count

        records.Integers.CopyTo(Span state.Integers)
        records.Golds.CopyTo(Span state.Golds)

    let hasExamplesOf (state: AlignedBlock) (records: RecordBlock) start =
        let mutable record = 0

        if records.Integers.IsEmpty then
            while record < records.Count && records.HasGuid(record, guids[start + record]) do
                record <- record + 1
        elif records.Integers.SequenceEqual(ReadOnlySpan(state.Integers, 0, records.Count)) then
            record <- records.Count

        record = records.Count
        && records.Golds.SequenceEqual(ReadOnlySpan(state.Golds, 0, records.Count))

    let add (state: AlignedBlock) epoch start =
        let block = state.Block
        let records = block.Records
        let mutable loss = 0.0
        let mutable correct = 0
        state.Columns.Add(block.Probabilities, block.Correct, files[epoch].Epoch)

        for record in 0 .. records.Count - 1 do
            loss <- loss + block.Losses[record]
            correct <- correct - block.Correct[record]

        if accumulators.Length > 0 then
            let golds = records.Golds

            for record in 0 .. records.Count - 1 do
                let logits = records.Logits.Slice(record * records.Classes, records.Classes)
                state.Outputs.Take(logits, golds[record], block.Probabilities[record], block.Losses[record])

                for accumulator in accumulators do
                    accumulator.Add(start + record, state.Outputs)

        state.Sums[epoch] <-
            {
                Records = records.Count
                Loss = loss
                Correct = correct
            }

    let prepareEpoch (state: AlignedBlock) piece epoch =
        let records = state.Block.Records
        let start = starts[piece]

        if
            blocks[epoch].TryRead(piece, records)
            && records.Count = starts[piece + 1] - start
            && isOfClasses records
        then
            if epoch = 0 then
                register records start
                keep state records
                state.IsAscending <- ascends records.Integers
                state.Columns.Start records.Count

            // Integers in one epoch and texts in another differ, whatever was kept.
            if
                epoch = 0
                || (records.Integers.IsEmpty <> guids[start].IsInteger
                    && hasExamplesOf state records start)
            then
                state.Block.Score()
                add state epoch start
                true
            else
                false
        else
            false

    let prepare state piece =
        let mutable epoch = 0

        while epoch < files.Length && prepareEpoch state piece epoch do
            epoch <- epoch + 1

        if epoch = files.Length then
            state.Columns.Finish(columns, starts[piece], state.Golds)
            true
        else
            false

    let finish (state: AlignedBlock) piece =
        let start = starts[piece]

        isAscending <-
            isAscending
            && state.IsAscending
            && (piece = 0 || guids[start].Integer > guids[start - 1].Integer)

        for epoch in 0 .. files.Length - 1 do
            sums[epoch] <-
                {
                    Records = sums[epoch].Records + state.Sums[epoch].Records
                    Loss = sums[epoch].Loss + state.Sums[epoch].Loss
                    Correct = sums[epoch].Correct + state.Sums[epoch].Correct
                }

        true

    let read () =
        if
            OrderedWork.run
                blocks[0].Count
                (fun () -> AlignedBlock files.Length)
                (Func<_, _, _>(prepare))
                (Func<_, _, _>(finish))
            && (isAscending || (GuidIndex.TryMake(guids, count)).IsSome)
        then
            Some(columns.Run(sums, 0))
        else
            None

    /// None when the blocks are not such ones, or are amiss, or the processor lacks AVX2.
    static member TryRead
        (files: DynamicsFile[], blocks: DynamicsBlocks[], includeCi: bool, entries: MetricEntry[])
        =
        // Loops, because generic functions are compiled at every start.
        let first = blocks[0]
        let mutable isAligned = BlockColumns.IsSupported && first.Count > 0
        let mutable count = 0L

        for other in blocks do
            isAligned <- isAligned && other.Count = first.Count
            let mutable block = 0

            while isAligned && block < first.Count do
                isAligned <- first.RecordsIn block > 0 && other.RecordsIn block = first.RecordsIn block
                block <- block + 1

        for block in 0 .. first.Count - 1 do
            count <- count + int64 (first.RecordsIn block)

        if isAligned && count < int64 Array.MaxLength then
            AlignedTrajectories(files, blocks, includeCi, entries).Read()
        else
            None

    member private _.Read() = read ()
