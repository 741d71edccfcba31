namespace TrainingDynamics.Analytics

open System
open TrainingDynamics.Logs

/// One thread's blocks: the first epoch's, whose examples the others must have, and the one that is added.
[<Sealed>]
type internal AlignedBlock(epochs: int) =
    member val First = ScoredBlock()
    member val Later = ScoredBlock()
    member val Outputs = RecordOutputs()
    member val Sums: EpochSums[] = Array.zeroCreate epochs // of the block alone
    member val IsAscending = false with get, set // integer guids, each greater than the one before

/// The same as BlockTrajectories where the blocks of every epoch have the same examples, as row groups have: those of a block go
/// through all epochs while they lie in the cache, and threads wait for one another only to add sums.
[<Sealed>]
type internal AlignedTrajectories(files: DynamicsFile[], blocks: DynamicsBlocks[], entries: MetricEntry[]) =
    // [blocks + 1], where each block begins among the examples.
    let starts = Array.init blocks[0].Count blocks[0].RecordsIn |> Array.scan (+) 0
    let count = Array.last starts
    let examples: Trajectory[] = Array.zeroCreate count
    let accumulators = entries |> Array.map MetricAccumulator
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
        let golds = records.Golds
        let mutable ascends = true

        for record in 0 .. records.Count - 1 do
            let guid = records.Guid record

            ascends <-
                ascends
                && guid.IsInteger
                && (record = 0 || guid.Integer > examples[first + record - 1].Guid.Integer)

            examples[first + record] <- Trajectory.start guid golds[record]

        ascends

    let hasGuidsOf (first: RecordBlock) (later: RecordBlock) start =
        if first.Integers.IsEmpty then
            let mutable record = 0

            while record < later.Count && later.HasGuid(record, examples[start + record].Guid) do
                record <- record + 1

            record = later.Count
        else
            first.Integers.SequenceEqual later.Integers

    let add (state: AlignedBlock) (block: ScoredBlock) epoch start =
        let records = block.Records
        let runEpoch = files[epoch].Epoch
        let mutable loss = 0.0
        let mutable correct = 0

        for record in 0 .. records.Count - 1 do
            let isCorrect = block.IsCorrect[record]
            Trajectory.add &examples[start + record] epoch runEpoch block.Probabilities[record] isCorrect
            loss <- loss + block.Losses[record]
            correct <- correct + (if isCorrect then 1 else 0)

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
        let block = if epoch = 0 then state.First else state.Later
        let records = block.Records
        let start = starts[piece]

        if
            blocks[epoch].TryRead(piece, records)
            && records.Count = starts[piece + 1] - start
            && isOfClasses records
        then
            if epoch = 0 then
                state.IsAscending <- register records start

            if
                epoch = 0
                || (hasGuidsOf state.First.Records records start
                    && state.First.Records.Golds.SequenceEqual records.Golds)
            then
                block.Score()
                add state block epoch start
                true
            else
                false
        else
            false

    let prepare state piece =
        let mutable epoch = 0

        while epoch < files.Length && prepareEpoch state piece epoch do
            epoch <- epoch + 1

        epoch = files.Length

    let finish (state: AlignedBlock) piece =
        let start = starts[piece]

        isAscending <-
            isAscending
            && state.IsAscending
            && (piece = 0 || examples[start].Guid.Integer > examples[start - 1].Guid.Integer)

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
            && (isAscending || (GuidIndex.TryMake(examples, count)).IsSome)
        then
            Some
                {
                    Examples = examples
                    Count = count
                    Epochs = sums
                    Extras = accumulators |> Array.map _.Finish(examples, count)
                }
        else
            None

    /// None when the blocks are not such ones, or are amiss.
    static member TryRead(files: DynamicsFile[], blocks: DynamicsBlocks[], entries: MetricEntry[]) =
        // Loops, because generic functions are compiled at every start.
        let first = blocks[0]
        let mutable isAligned = first.Count > 0 && first.RecordsIn 0 >= 0

        for other in blocks do
            isAligned <- isAligned && other.Count = first.Count
            let mutable block = 0

            while isAligned && block < first.Count do
                isAligned <- other.RecordsIn block = first.RecordsIn block
                block <- block + 1

        if isAligned then
            AlignedTrajectories(files, blocks, entries).Read()
        else
            None

    member private _.Read() = read ()
