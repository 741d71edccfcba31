namespace TrainingDynamics.Analytics

open System
open System.IO
open TrainingDynamics.Logs

/// What goes wrong with files, in the words of this assembly's exceptions.
[<RequireQualifiedAccess>]
module internal Files =

    /// Raises what `error` makes of the exception where a file cannot be read or written. Inline, because generic functions are compiled
    /// at every start.
    let inline guard ([<InlineIfLambda>] error: exn -> #exn) ([<InlineIfLambda>] act: unit -> 'a) =
        try
            act ()
        with
        | :? IOException
        | :? UnauthorizedAccessException as e -> raise (error e)

    /// Writes several files into a folder; raises AnalyticsException where that fails.
    let intoFolder (folder: string) act =
        guard (fun e -> AnalyticsException($"{folder} cannot be written to: {e.Message}", e)) act

    /// Writes one of a run's files whole; raises RunFolderException where that fails.
    let write (path: string) isDerived (fill: Stream -> unit) =
        guard
            (fun e -> RunFolderException($"{WholeFile.NameOf path} cannot be written: {e.Message}", e))
            (fun () -> WholeFile.Write(path, fill, isDerived))
