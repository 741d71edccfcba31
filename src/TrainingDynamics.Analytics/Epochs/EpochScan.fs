namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// The one way through the epochs of a run: the same examples in every epoch, with the same golds and numbers of classes.
[<RequireQualifiedAccess>]
module internal EpochScan =

    let openAll (files: DynamicsFile[]) =
        let opened = ResizeArray<DynamicsBlocks>()

        try
            for file in files do
                opened.Add(DynamicsBlocks.Open file)
        with :? LogFormatException ->
            // Which of the files' faults comes first is for the scan by guid to say.
            ()

        opened

    let tryInStep (files: DynamicsFile[]) folds =
        let opened = openAll files

        try
            if opened.Count < files.Length then
                false
            else
                let epochs = opened.ToArray()

                match StepScan(epochs, false, folds).Read() with
                | StepOutcome.NotAscending -> StepScan(epochs, true, folds).Read() = StepOutcome.Done
                | outcome -> outcome = StepOutcome.Done
        finally
            for blocks in opened do
                blocks.Dispose()

    /// files: at least one. allowMissing: epochs may lack examples, and later ones may bring more, which come behind. Raises
    /// LogFormatException, naming file, place and guid, when a record is malformed, a file is empty, a guid is there twice in an epoch,
    /// gold or the number of classes differ, the run is a regression or, without allowMissing, a guid is missing in an epoch or
    /// extra to it.
    let run (files: DynamicsFile[]) allowMissing (folds: EpochFold[]) =
        if not (tryInStep files folds) then
            let scan = GuidScan(allowMissing, 1, folds)

            for file in files do
                scan.Read file

            scan.Finish()
