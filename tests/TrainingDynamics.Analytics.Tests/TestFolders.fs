namespace TrainingDynamics.Analytics.Tests

open System
open System.IO
open TrainingDynamics.Logs

/// Where the tests find the repository and the golden logs, and where they may write.
module TestFolders =

    /// The directory that holds TrainingDynamics.sln, from the test assembly upwards.
    let repository =
        let rec upwards (folder: DirectoryInfo | null) =
            match folder with
            | null -> invalidOp "TrainingDynamics.sln is in no folder above the test assembly"
            | folder when File.Exists(Path.Combine(folder.FullName, "TrainingDynamics.sln")) ->
                folder.FullName
            | folder -> upwards folder.Parent

        upwards (DirectoryInfo AppContext.BaseDirectory)

    /// Logs, and the original Python's metrics of them, which lie in every clone.
    let goldenMetrics name =
        Path.Combine(repository, "tests", "Golden", "metrics", name)

    let goldenRuns =
        [ "binary-200x6"; "seven-way-60x4"; "three-way-150x5-string-guids" ]

    /// Runs `action` with a new folder that is gone afterwards.
    let inTemporary (action: string -> unit) =
        let folder = Directory.CreateTempSubdirectory "td-analytics-"

        try
            action folder.FullName
        finally
            folder.Delete true

    /// A training file whose guids stand in that column, or are row numbers, read as its ending says.
    let trainingFile (path: string) (guidColumn: string option) =
        let format = (nonNull (Path.GetExtension path)).TrimStart '.'
        let layout = DataFileLayout(format, Option.toObj guidColumn, "text", null, "label")
        DataFileRecord("train", path, "", 0, null, layout)
