namespace TrainingDynamics.Analytics

open System
open System.IO
open System.Text.RegularExpressions
open TrainingDynamics.Logs

/// Development and test files that lie beside a training file.
[<RequireQualifiedAccess>]
module internal HeldOutFiles =

    let name =
        Regex(@"^(snli_1\.0_)?(dev|test|val|valid|validation)([^a-z].*)?$", RegexOptions.IgnoreCase)

    let isHeldOut (trainFile: string) (path: string) =
        Path.GetFileName path <> Path.GetFileName trainFile
        && name.IsMatch(nonNull (Path.GetFileNameWithoutExtension path))
        && String.Equals(
            Path.GetExtension path,
            Path.GetExtension trainFile,
            StringComparison.OrdinalIgnoreCase
        )

    /// Copies those of the training file's kind into `folder`, byte for byte; gives the copies, by name.
    let copy (trainFile: string) (folder: string) =
        nonNull (Path.GetDirectoryName(Path.GetFullPath trainFile))
        |> Directory.GetFiles
        |> Array.filter (isHeldOut trainFile)
        |> Array.sortWith (fun a b -> String.CompareOrdinal(a, b))
        |> Array.map (fun path ->
            let target = Path.Combine(folder, nonNull (Path.GetFileName path))

            WholeFile.Write(
                target,
                fun stream ->
                    use original = RegularFile.Open path
                    original.CopyTo stream
            )

            target)

    /// Where the namesake of one of the training files in `folder`, or what it is to be called there, lies; raises
    /// AnalyticsException when that is the file itself, by its name or by a link.
    let target (trainFiles: string seq) (name: string) (folder: string) =
        let target = Path.Combine(folder, name)

        if
            trainFiles
            |> Seq.exists (fun file ->
                Path.GetFullPath file = Path.GetFullPath target
                || FileStatus.Of(file).IsSameFile(FileStatus.Of target))
        then
            refuse
                $"{folder}: the output folder holds the source itself, which would be overwritten; give another"

        target
