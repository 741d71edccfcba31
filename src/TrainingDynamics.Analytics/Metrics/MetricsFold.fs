namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// What one epoch says of all its examples together.
[<Struct; NoEquality; NoComparison>]
type internal EpochSums =
    {
        Records: int
        /// Cross-entropy in nats, summed in the file's order.
        Loss: float
        Correct: int
    }

/// The metrics of every example, as a table or, with `give`, as tables of `rowsAtOnce` rows one after the other, each of which is given
/// away and then filled again. entries: the metrics on request.
[<Sealed>]
type internal MetricsFold
    (
        files: DynamicsFile[],
        includeCi: bool,
        entries: MetricEntry[],
        rowsAtOnce: int,
        give: MetricsTable -> unit
    ) =
    inherit EpochFold()

    let accumulators = entries |> Array.map MetricAccumulator
    let columns = TableColumns(files.Length, includeCi, accumulators)
    let outputs = RecordOutputs()
    let sums: EpochSums[] = Array.zeroCreate files.Length
    let mutable examples: Trajectory[] = Array.zeroCreate 0
    let mutable count = 0
    let mutable incomplete = 0

    override _.Start expected =
        System.Array.Clear sums
        System.Array.Clear examples
        count <- 0
        incomplete <- 0
        columns.Start 0
        columns.Resize(min expected rowsAtOnce)

        for accumulator in accumulators do
            accumulator.Clear()

    override _.Reserve rows = examples <- grown examples rows

    override _.Add(block, first, length, row, epoch) =
        let records = block.Records
        let mutable sum = sums[epoch].Loss
        let mutable correct = sums[epoch].Correct

        for place in 0 .. length - 1 do
            let record = first + place
            let isCorrect = block.Correct[record] <> 0
            Trajectory.add &examples[row + place] files[epoch].Epoch block.Probabilities[record] isCorrect
            sum <- sum + block.Losses[record]
            correct <- correct - block.Correct[record]

        sums[epoch] <-
            {
                Records = sums[epoch].Records + length
                Loss = sum
                Correct = correct
            }

        if accumulators.Length > 0 then
            for place in 0 .. length - 1 do
                let record = first + place

                outputs.Take(
                    records.LogitsOf record,
                    records.Golds[record],
                    block.Probabilities[record],
                    block.Losses[record]
                )

                for accumulator in accumulators do
                    accumulator.Add(row + place, outputs)

    override _.Finish finished =
        let mutable place = 0

        while place < finished.Count do
            if columns.Count = columns.Room then
                columns.Resize(
                    min rowsAtOnce (max (2 * columns.Room) (columns.Count + finished.Count - place))
                )

            let length = min (finished.Count - place) (columns.Room - columns.Count)
            columns.Add(finished, examples, place, length)
            place <- place + length

            if columns.Count = rowsAtOnce then
                give (columns.Table())
                columns.Start(finished.First + place)

        for row in 0 .. finished.Count - 1 do
            if examples[row].Epochs < files.Length then
                incomplete <- incomplete + 1

        count <- finished.First + finished.Count
        System.Array.Clear(examples, 0, finished.Count)

        for accumulator in accumulators do
            accumulator.Clear()

    /// Examples of the run.
    member _.Count = count

    /// One per epoch used.
    member _.Sums = sums

    /// Examples that lack a record in some epoch.
    member _.Incomplete = incomplete

    /// The rows that were not given away; to be called once, after the scan.
    member _.Rest() = columns.Table()
