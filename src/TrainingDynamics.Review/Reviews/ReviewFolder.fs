namespace TrainingDynamics.Review

open System
open System.IO
open System.Text.RegularExpressions
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

[<AutoOpen>]
module internal Refusal =

    /// Raises AnalyticsException.
    let refuse (message: string) : 'a = raise (AnalyticsException message)

/// `RUN/reviews/QUEUE`, which holds a queue and one journal for each reviewer.
[<Sealed>]
type ReviewFolder private (run: RunFolder, name: string) =

    static let reviews (run: RunFolder) = Path.Combine(run.Path, "reviews")
    static let journal = Regex @"^decisions-(.+)\.jsonl$"

    static let checkedName what (name: string) =
        if Regex.IsMatch(name, @"^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}\z") then
            name
        else
            refuse
                $"{what} is '{name}', expected up to 64 letters, digits, dots, hyphens and underscores, a letter or digit first"

    /// run: the run folder or its training_dynamics folder; name: of the queue. Raises AnalyticsException for a name that
    /// cannot be a folder's.
    static member Of(run: string, name: string) =
        ReviewFolder(RunFolder.Of run, checkedName "the queue's name" name)

    /// The queues that the run has, by name.
    static member All(run: string) =
        let folder = reviews (RunFolder.Of run)

        if Directory.Exists folder then
            Directory.GetDirectories folder
            |> Array.map (fun path -> ReviewFolder(RunFolder.Of run, nonNull (Path.GetFileName path)))
            |> Array.filter (fun review -> File.Exists review.QueuePath)
            |> Array.sortWith (fun a b -> String.CompareOrdinal(a.Name, b.Name))
        else
            [||]

    /// Of the queue.
    member _.Name = name
    /// The folder, which need not exist.
    member _.Path = Path.Combine(reviews run, name)
    /// What is reviewed; never changed once it is there.
    member this.QueuePath = Path.Combine(this.Path, "queue.json")

    /// One reviewer's decisions. Raises AnalyticsException for a name that cannot be part of a file's.
    member this.JournalPath(reviewer: string) =
        Path.Combine(this.Path, $"""decisions-{checkedName "the reviewer's name" reviewer}.jsonl""")

    /// Those who have a journal, by name.
    member this.Reviewers =
        if Directory.Exists this.Path then
            Directory.GetFiles this.Path
            |> Array.map (Path.GetFileName >> nonNull >> journal.Match)
            |> Array.filter _.Success
            |> Array.map (fun found -> found.Groups[1].Value)
            |> Array.sortWith (fun a b -> String.CompareOrdinal(a, b))
        else
            [||]
