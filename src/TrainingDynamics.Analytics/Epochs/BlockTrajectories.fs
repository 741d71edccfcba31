namespace TrainingDynamics.Analytics

open System
open TrainingDynamics.Logs

/// The same as Trajectories where every epoch has the same examples and nothing is malformed, on all cores and without an
/// object per record. It explains no errors: where anything is amiss it gives up, and Trajectories reads again.
[<Sealed>]
type internal BlockTrajectories
    (files: DynamicsFile[], blocks: DynamicsBlocks[], includeCi: bool, entries: MetricEntry[]) =
    // [E + 1], where each epoch begins among the blocks of all files.
    let starts =
        let starts = Array.zeroCreate (blocks.Length + 1)

        for epoch in 0 .. blocks.Length - 1 do
            starts[epoch + 1] <- starts[epoch] + blocks[epoch].Count

        starts

    let outputs = RecordOutputs()
    let accumulators = entries |> Array.map MetricAccumulator
    let sums: EpochSums[] = Array.zeroCreate files.Length
    let mutable guids: ExampleGuid[] = Array.zeroCreate 0
    let mutable examples: Trajectory[] = Array.zeroCreate 0
    let mutable count = 0
    let mutable classes = 0
    let mutable isAscending = true // integer guids, each greater than the one before
    let mutable index: GuidIndex option = None

    let epochOf piece =
        let mutable epoch = 0

        while starts[epoch + 1] <= piece do
            epoch <- epoch + 1

        epoch

    // By the first block, and a little more: a second array would cost more than what is left over.
    let reserve (records: RecordBlock) =
        let blocks = float blocks[0].Count
        let wanted = int (1.02 * blocks * float records.Count) + 16
        let room = max (2 * examples.Length) wanted
        Array.Resize(&guids, room)
        Array.Resize(&examples, room)

    let register (records: RecordBlock) =
        if count + records.Count > examples.Length then
            reserve records

        let golds = records.Golds

        for record in 0 .. records.Count - 1 do
            let guid = records.Guid record

            isAscending <-
                isAscending
                && guid.IsInteger
                && (count = 0 || guid.Integer > guids[count - 1].Integer)

            guids[count] <- guid
            examples[count] <- Trajectory.start golds[record]
            count <- count + 1

    // False when a guid is there twice. Ascending ones are not, and need no index while they stay in order.
    let isIndexed () =
        if index.IsNone then
            index <- GuidIndex.TryMake(guids, count)

        index.IsSome

    let rowOf (records: RecordBlock) record position =
        if position < count && records.HasGuid(record, guids[position]) then
            position
        elif isIndexed () then
            index.Value.Row(records.Guid record)
        else
            -1

    let addOnRequest (block: ScoredBlock) record row =
        let logits = block.Records.Logits.Slice(record * classes, classes)

        outputs.Take(logits, block.Records.Golds[record], block.Probabilities[record], block.Losses[record])

        for accumulator in accumulators do
            accumulator.Add(row, outputs)

    // The records of a block of an epoch, which begin at place `first` of it; false when one does not fit.
    let add (block: ScoredBlock) epoch first =
        let records = block.Records
        let golds = records.Golds
        let mutable sum = sums[epoch]
        let mutable record = 0

        while record < records.Count do
            let row = rowOf records record (first + record)

            if
                row >= 0
                && examples[row].LastEpoch < epoch
                && examples[row].Gold = golds[record]
            then
                let isCorrect = block.Correct[record] <> 0
                Trajectory.add &examples[row] epoch files[epoch].Epoch block.Probabilities[record] isCorrect

                if accumulators.Length > 0 then
                    addOnRequest block record row

                sum <-
                    {
                        Records = sum.Records + 1
                        Loss = sum.Loss + block.Losses[record]
                        Correct = sum.Correct + (if isCorrect then 1 else 0)
                    }

                record <- record + 1
            else
                record <- Int32.MaxValue

        sums[epoch] <- sum
        record = records.Count

    let finish (block: ScoredBlock) piece =
        let epoch = epochOf piece
        let records = block.Records
        let first = sums[epoch].Records

        if records.Count > 0 && classes = 0 then
            classes <- records.Classes

        if epoch = 0 then
            register records

        let isWhole = piece + 1 < starts[epoch + 1]

        (records.Count = 0 || records.Classes = classes)
        && add block epoch first
        && (isWhole || (count > 0 && sums[epoch].Records = count))
        && (isWhole || epoch > 0 || isAscending || isIndexed ())

    let prepare (block: ScoredBlock) piece =
        let epoch = epochOf piece

        if blocks[epoch].TryRead(piece - starts[epoch], block.Records) then
            block.Score()
            true
        else
            false

    let read () =
        // An empty file has no block that would find it incomplete.
        if
            not (Array.Exists(blocks, (fun epoch -> epoch.Count = 0)))
            && OrderedWork.run
                starts[blocks.Length]
                ScoredBlock
                (Func<_, _, _>(prepare))
                (Func<_, _, _>(finish))
        then
            Array.Resize(&guids, count)
            let columns = TableColumns(guids, includeCi, accumulators)
            columns.WriteAll examples
            Some(columns.Run(sums, 0))
        else
            None

    /// None when Trajectories has to read the files, be it to say what is wrong with them.
    static member TryRead(files: DynamicsFile[], includeCi: bool, entries: MetricEntry[]) =
        let blocks = ResizeArray<DynamicsBlocks>()

        try
            for file in files do
                match DynamicsBlocks.TryOpen file with
                | null -> ()
                | block -> blocks.Add block

            if blocks.Count = files.Length then
                let blocks = blocks.ToArray()

                match AlignedTrajectories.TryRead(files, blocks, includeCi, entries) with
                | None -> BlockTrajectories(files, blocks, includeCi, entries).Read()
                | some -> some
            else
                None
        finally
            for block in blocks do
                block.Dispose()

    member private _.Read() = read ()
