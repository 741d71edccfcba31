namespace TrainingDynamics.Analytics

open System.Collections.Generic
open TrainingDynamics.Logs

/// Rows by guid, made once of all examples.
[<Sealed>]
type internal GuidIndex private (first: int64, rowsByInteger: int[], rowsByGuid: Dictionary<ExampleGuid, int>)
    =

    // A table of all integers in between is faster than hashing, and smaller while a fifth of them are guids.
    static let mostIntegersPerGuid = 5UL

    /// None when a guid is there twice. guids: the first `count` of them count.
    static member TryMake(guids: ExampleGuid[], count: int) =
        let mutable least = guids[0].Integer
        let mutable greatest = least
        let mutable integers = true

        for row in 0 .. count - 1 do
            let guid = guids[row]
            integers <- integers && guid.IsInteger
            least <- min least guid.Integer
            greatest <- max greatest guid.Integer

        let mutable row = 0

        if integers && uint64 (greatest - least) <= mostIntegersPerGuid * uint64 count then
            let rows = Array.zeroCreate<int>(int (greatest - least) + 1) // 1 + row; 0: no such guid

            while row < count && rows[int (guids[row].Integer - least)] = 0 do
                rows[int (guids[row].Integer - least)] <- row + 1
                row <- row + 1

            if row < count then
                None
            else
                Some(GuidIndex(least, rows, Dictionary()))
        else
            let rows = Dictionary<ExampleGuid, int>(count)

            while row < count && rows.TryAdd(guids[row], row) do
                row <- row + 1

            if row < count then
                None
            else
                Some(GuidIndex(0L, [||], rows))

    /// -1 when there is none.
    member _.Row(guid: ExampleGuid) =
        if rowsByInteger.Length = 0 then
            match rowsByGuid.TryGetValue guid with
            | true, row -> row
            | false, _ -> -1
        elif guid.IsInteger && uint64 (guid.Integer - first) < uint64 rowsByInteger.Length then
            rowsByInteger[int (guid.Integer - first)] - 1
        else
            -1
