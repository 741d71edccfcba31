namespace TrainingDynamics.Analytics

open System
open System.IO
open TrainingDynamics.Logs

[<RequireQualifiedAccess>]
module internal FileBytes =

    /// A whole file. Where it cannot be read, raises what `error` makes of the problem and its cause.
    let read (path: string) (error: string -> exn -> #exn) =
        try
            RegularFile.ReadAllBytes(path, RegularFile.MostListBytes)
        with
        | :? IOException
        | :? UnauthorizedAccessException as e -> raise (error $"cannot be read: {e.Message}" e)
