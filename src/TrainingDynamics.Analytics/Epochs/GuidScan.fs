namespace TrainingDynamics.Analytics

open System
open System.IO
open TrainingDynamics.Logs

/// Goes through the epochs one after the other and finds every record's example by its guid; keeps the guids and golds of all
/// examples, and says what is wrong. Files may come later, as a run goes on.
/// stride: of the first epoch only every so many records are taken, and of the later ones those of the same guids.
[<Sealed>]
type internal GuidScan(allowMissing: bool, stride: int, folds: EpochFold[]) =
    let mutable files: DynamicsFile[] = Array.zeroCreate 0 // of the epochs so far, the last one being read
    let mutable starts: int[] = Array.zeroCreate 0 // the first row that each of them brought
    let mutable guids: ExampleGuid[] = Array.zeroCreate 0
    let mutable golds: int[] = Array.zeroCreate 0
    let mutable passes: int[] = Array.zeroCreate 0 // the last one that met the example
    let mutable pass = 0 // a file that is read again is another
    let mutable count = 0
    let mutable classes = 0
    let mutable isAscending = true // integer guids, each greater than the one before
    let mutable index: GuidIndex | null = null
    let mutable records = 0 // of the epoch that is being read
    let mutable found = 0 // of them those that are taken
    let mutable total = 0 // records of the first epoch
    let mutable rows: int[] = Array.zeroCreate 0 // of a block's records

    let sameExamples =
        "all epochs of a run hold the same examples, so these files are not of one run"

    let nameOf (file: DynamicsFile) = nonNull (Path.GetFileName file.Path)

    // Reads the first file again, as only messages need it.
    let atFirst place (say: Func<RecordBlock, int, 'result>) =
        use blocks = DynamicsBlocks.Open files[0]
        let block = RecordBlock()
        let mutable before = 0
        let mutable next = 0

        while place >= before + block.Count do
            before <- before + block.Count
            blocks.Read(next, block)
            next <- next + 1

        say.Invoke(block, place - before)

    let placeOf row =
        let line =
            atFirst (row * stride) (Func<_, _, _>(fun block record -> block.Line record))

        $"{LogFormatException.UnitOf files[0].Path} {line} of {nameOf files[0]}"

    let lastLineOf (blocks: DynamicsBlocks) =
        let block = RecordBlock()
        let mutable next = blocks.Count - 1

        while block.Count = 0 do
            blocks.Read(next, block)
            next <- next - 1

        block.Line(block.Count - 1)

    let twice (block: RecordBlock) record : exn =
        block.Error(record, "there twice in this file; an epoch holds every example once")

    // The first row whose guid an earlier one has; -1 where there is none.
    let makeIndex () =
        match index with
        | null ->
            let made = GuidIndex(guids, count)
            index <- made
            made.AddAll()
        | _ -> -1

    let register (block: RecordBlock) record =
        if count = guids.Length then
            let room = max 1024 (2 * count)
            guids <- resized guids room
            golds <- resized golds room
            passes <- resized passes room

        let guid = block.Guid record

        isAscending <-
            isAscending
            && guid.IsInteger
            && (count = 0 || guid.Integer > guids[count - 1].Integer)

        guids[count] <- guid
        golds[count] <- block.Golds[record]
        passes[count] <- pass
        count <- count + 1
        count - 1

    let checkKnown (block: RecordBlock) record row =
        if passes[row] = pass then
            raise (twice block record)

        if golds[row] <> block.Golds[record] then
            let mutable origin = files.Length - 1

            while starts[origin] > row do
                origin <- origin - 1

            raise (
                block.Error(
                    record,
                    $"gold is {block.Golds[record]} here and {golds[row]} in {nameOf files[origin]}; {sameExamples}"
                )
            )

        passes[row] <- pass
        row

    let lookUp (block: RecordBlock) record =
        makeIndex () |> ignore
        let guid = block.Guid record

        match (nonNull index).Row guid with
        | -1 when allowMissing ->
            let row = register block record
            (nonNull index).TryAdd(guid, row) |> ignore
            row
        | -1 when stride > 1 -> -1
        | -1 -> raise (block.Error(record, $"not in {nameOf files[0]}; {sameExamples}"))
        | row -> checkKnown block record row

    // Later epochs mostly come in the first one's order, and then no guid is looked up. -1: of none that is taken.
    let rowOf (block: RecordBlock) record =
        let place = records + record
        let row = place / stride

        if files.Length = 1 then
            if row * stride = place then register block record else -1
        elif row < count && row * stride = place && block.HasGuid(record, guids[row]) then
            checkKnown block record row
        else
            lookUp block record

    let checkClasses (block: RecordBlock) =
        if classes = 0 then
            classes <- block.LogitsOf(0).Length

        if classes = 1 then
            raise (
                block.Error(
                    0,
                    "one logit per example: a regression, for which softmax metrics such as confidence are not defined"
                )
            )

        if block.Classes <> classes then
            let mutable record = 0

            while block.LogitsOf(record).Length = classes do
                record <- record + 1

            raise (
                block.Error(
                    record,
                    $"{block.LogitsOf(record).Length} logits here and {classes} in {placeOf 0}; \
                      all records of a run have as many logits as there are classes"
                )
            )

    // Records of consecutive rows together.
    let add (block: ScoredBlock) =
        let length = block.Records.Count

        rows <- grown rows length

        for record in 0 .. length - 1 do
            rows[record] <- rowOf block.Records record

        for fold in folds do
            fold.Reserve count

        let mutable first = 0

        while first < length do
            let mutable next = first + 1

            while rows[first] >= 0 && next < length && rows[next] = rows[next - 1] + 1 do
                next <- next + 1

            if rows[first] >= 0 then
                found <- found + next - first

                for fold in folds do
                    fold.Add(block, first, next - first, rows[first], files.Length - 1)

            first <- next

        records <- records + length

    let finish (blocks: DynamicsBlocks) (worker: ScanWorker) =
        match worker.Failure with
        | null -> ()
        | failure -> raise failure

        let block = worker.Block.Records

        if block.Count > 0 then
            if files.Length = 1 && records = 0 then
                for fold in folds do
                    fold.Start(StepScan.Estimate(blocks, block.Count) / stride)

            checkClasses block
            add worker.Block

        true

    let checkComplete (blocks: DynamicsBlocks) =
        let file = files[files.Length - 1]

        if records = 0 then
            raise (LogFormatException(file.Path, 0L, "no record; an epoch's file has one for every example"))

        if files.Length = 1 && not isAscending then
            match makeIndex () with
            | -1 -> ()
            | row -> atFirst (row * stride) (Func<_, _, _>(fun block record -> raise (twice block record)))

        if found < count && not allowMissing then
            let mutable row = 0

            while passes[row] = pass do
                row <- row + 1

            let others =
                match count - found - 1 with
                | 0 -> ""
                | more -> $" and {more} more"

            raise (
                LogFormatException(
                    file.Path,
                    lastLineOf blocks,
                    $"the file ends without guid {guids[row]} ({placeOf row}){others}; {sameExamples}"
                )
            )

    let readNext (file: DynamicsFile) =
        use blocks = DynamicsBlocks.Open file
        files <- resized files (files.Length + 1)
        files[files.Length - 1] <- file
        starts <- resized starts files.Length
        starts[files.Length - 1] <- count
        pass <- pass + 1
        records <- 0
        found <- 0

        let prepare (worker: ScanWorker) block =
            worker.Read(blocks, block)
            true

        OrderedWork.run
            blocks.Count
            ScanWorker
            (Func<_, _, _>(prepare))
            (Func<_, _, _>(fun worker _ -> finish blocks worker))
        |> ignore

        checkComplete blocks

        if files.Length = 1 then
            total <- records

    /// The next epoch. Raises LogFormatException when its file is malformed or does not fit the ones before; it may then be read again,
    /// unless it is the first one or examples may be missing.
    member _.Read(file: DynamicsFile) =
        let before = files
        let startsBefore = starts

        try
            readNext file
        with _ ->
            files <- before
            starts <- startsBefore
            reraise ()

    /// Records of the first epoch.
    member _.Total = total

    /// [N].
    member _.Guids = Array.sub guids 0 count

    /// [N].
    member _.Golds = Array.sub golds 0 count

    /// After the last epoch.
    member _.Finish() =
        let finished =
            {
                First = 0
                Count = count
                Guids = guids
                Golds = golds
            }

        for fold in folds do
            fold.Finish finished
