namespace TrainingDynamics.Analytics

open System

/// What was asked for cannot be had from these data: the name of no metric, epochs that a run does not have, a selection
/// larger than its examples, runs that share no guid, a training file without a selected row. The message is one line:
/// place, what was found, what was expected and, where it helps, what to do.
[<Sealed>]
type AnalyticsException(message: string, inner: exn | null) =
    inherit Exception(message, inner)

    /// Without an inner exception.
    new(message) = AnalyticsException(message, null)

[<AutoOpen>]
module internal Refusal =

    /// Raises AnalyticsException.
    let refuse (message: string) : 'a = raise (AnalyticsException message)
