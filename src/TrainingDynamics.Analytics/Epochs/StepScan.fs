namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open TrainingDynamics.Logs

/// One thread's block and why it was not read.
[<Sealed>]
type internal ScanWorker() =
    member val Block = ScoredBlock() with get, set
    member val Failure: exn | null = null with get, set

    member worker.Read(blocks: DynamicsBlocks, block: int) =
        worker.Failure <- null

        try
            blocks.Read(block, worker.Block.Records)

            if worker.Block.Records.Classes > 1 then
                worker.Block.Score()
        with :? LogFormatException as failure ->
            worker.Failure <- failure

/// How a scan in step ended.
[<RequireQualifiedAccess>]
type internal StepOutcome =
    | Done
    /// The guids do not ascend; they have to be kept, to find one that is there twice.
    | NotAscending
    /// The epochs have other guids, another order or another fault.
    | NotInStep

/// Goes through all epochs at once while they have the same examples in the same order, and keeps of an example nothing but, where
/// guids are no ascending integers, a number by which one that is there twice is found.
[<Sealed>]
type internal StepScan(epochs: DynamicsBlocks[], keepsGuids: bool, folds: EpochFold[]) =
    let waiting = [| for _ in epochs -> Queue<ScoredBlock>() |] // of every epoch
    let taken: int[] = Array.zeroCreate epochs.Length // records of the first one waiting
    let free = Stack<ScoredBlock>()
    let mutable guids: ExampleGuid[] = Array.zeroCreate 0 // of the examples that are gone through at once
    let mutable golds: int[] = Array.zeroCreate 0
    let mutable hashes: int64[] = Array.zeroCreate 0 // of the guids before
    let mutable count = 0
    let mutable classes = 0
    let mutable last = Int64.MinValue
    let mutable outcome = StepOutcome.Done

    // Every epoch's blocks in order, those of the same part of the files together.
    let pieceEpochs, pieceBlocks =
        let mutable total = 0

        for blocks in epochs do
            total <- total + blocks.Count

        let pieceEpochs: int[] = Array.zeroCreate total
        let pieceBlocks: int[] = Array.zeroCreate total
        let next: int[] = Array.zeroCreate epochs.Length

        for piece in 0 .. total - 1 do
            let mutable least = -1
            let mutable leastShare = 2.0

            for epoch in 0 .. epochs.Length - 1 do
                let share = float (next[epoch] + 1) / float epochs[epoch].Count

                if next[epoch] < epochs[epoch].Count && share < leastShare then
                    least <- epoch
                    leastShare <- share

            pieceEpochs[piece] <- least
            pieceBlocks[piece] <- next[least]
            next[least] <- next[least] + 1

        pieceEpochs, pieceBlocks

    let refuse reason =
        outcome <- reason
        false

    // FNV-1a: two texts of one number only make the scan go another way.
    let hashOf (guid: ExampleGuid) =
        if guid.IsInteger then
            guid.Integer
        else
            let mutable hash = 0xcbf29ce484222325UL

            for letter in guid.ToString() do
                hash <- (hash ^^^ uint64 letter) * 0x100000001b3UL

            int64 hash

    let keep first examples =
        hashes <- grown hashes (first + examples)

        for place in 0 .. examples - 1 do
            hashes[first + place] <- hashOf guids[place]

    let ascends examples =
        let mutable place = 0

        while place < examples
              && guids[place].IsInteger
              && (count + place = 0 || guids[place].Integer > last) do
            last <- guids[place].Integer
            place <- place + 1

        place = examples

    let waitingIn epoch =
        if waiting[epoch].Count = 0 then
            0
        else
            waiting[epoch].Peek().Records.Count - taken[epoch]

    let isSame (records: RecordBlock) first examples =
        let mutable place = 0

        if records.Golds.Slice(first, examples).SequenceEqual(ReadOnlySpan(golds, 0, examples)) then
            while place < examples && records.HasGuid(first + place, guids[place]) do
                place <- place + 1

        place = examples

    let register examples =
        let records = waiting[0].Peek().Records
        guids <- grown guids examples
        golds <- grown golds examples
        records.Golds.Slice(taken[0], examples).CopyTo(Span golds)

        for place in 0 .. examples - 1 do
            guids[place] <- records.Guid(taken[0] + place)

    let release epoch examples =
        taken[epoch] <- taken[epoch] + examples

        if waitingIn epoch = 0 then
            taken[epoch] <- 0
            free.Push(waiting[epoch].Dequeue())

    let add examples =
        for fold in folds do
            fold.Reserve examples

        for epoch in 0 .. epochs.Length - 1 do
            for fold in folds do
                fold.Add(waiting[epoch].Peek(), taken[epoch], examples, 0, epoch)

            release epoch examples

        let finished =
            {
                First = count
                Count = examples
                Guids = guids
                Golds = golds
            }

        for fold in folds do
            fold.Finish finished

        count <- count + examples
        true

    // The next examples, of which every epoch has a record waiting.
    let take examples =
        register examples
        let mutable epoch = 1

        while epoch < epochs.Length
              && isSame (waiting[epoch].Peek().Records) taken[epoch] examples do
            epoch <- epoch + 1

        if epoch < epochs.Length then
            refuse StepOutcome.NotInStep
        elif keepsGuids then
            keep count examples
            add examples
        elif ascends examples then
            add examples
        else
            refuse StepOutcome.NotAscending

    let takeAll () =
        let mutable isGood = true
        let mutable examples = Int32.MaxValue

        while isGood && examples > 0 do
            examples <- Int32.MaxValue

            for epoch in 0 .. epochs.Length - 1 do
                examples <- min examples (waitingIn epoch)

            if examples > 0 then
                isGood <- take examples

        isGood

    let prepare (worker: ScanWorker) piece =
        worker.Read(epochs[pieceEpochs[piece]], pieceBlocks[piece])
        true

    let finish (worker: ScanWorker) piece =
        let records = worker.Block.Records

        if isNull worker.Failure && records.Count > 0 && classes = 0 then
            classes <- records.Classes

            for fold in folds do
                fold.Start(StepScan.Estimate(epochs[pieceEpochs[piece]], records.Count))

        if
            not (isNull worker.Failure)
            || (records.Count > 0 && (records.Classes <> classes || classes < 2))
        then
            refuse StepOutcome.NotInStep
        elif records.Count = 0 then
            true
        else
            waiting[pieceEpochs[piece]].Enqueue worker.Block
            worker.Block <- if free.Count > 0 then free.Pop() else ScoredBlock()
            records.LendBytes worker.Block.Records
            takeAll ()

    let read () =
        let isWhole =
            OrderedWork.run pieceEpochs.Length ScanWorker (Func<_, _, _>(prepare)) (Func<_, _, _>(finish))

        if isWhole then
            for queue in waiting do
                if queue.Count > 0 || count = 0 then
                    outcome <- StepOutcome.NotInStep

            if keepsGuids then
                Array.Sort(hashes, 0, count)

                for place in 1 .. count - 1 do
                    if hashes[place] = hashes[place - 1] then
                        outcome <- StepOutcome.NotInStep

        outcome

    /// About how many records a file has. records: those of one of its blocks.
    static member Estimate(blocks: DynamicsBlocks, records: int) =
        let mutable count = 0.0

        for block in 0 .. blocks.Count - 1 do
            // A little more, as blocks of lines differ.
            let known = blocks.RecordsIn block
            count <- count + (if known >= 0 then float known else 1.02 * float records)

        int (min (ceil count) 1e9)

    member _.Read() = read ()
