namespace TrainingDynamics.Analytics

open System.Collections.Generic
open TrainingDynamics.Logs

/// Rows by guid.
[<Sealed>]
type internal GuidIndex(guids: ExampleGuid[], count: int) =
    // A table of all integers in between is faster than hashing, and smaller while a fifth of them are guids.
    static let mostIntegersPerGuid = 5UL

    let first, span =
        let mutable least = guids[0].Integer
        let mutable greatest = least
        let mutable integers = true

        for row in 0 .. count - 1 do
            let guid = guids[row]
            integers <- integers && guid.IsInteger
            least <- min least guid.Integer
            greatest <- max greatest guid.Integer

        if integers && uint64 (greatest - least) <= mostIntegersPerGuid * uint64 count then
            least, int (greatest - least) + 1
        else
            0L, 0

    let rowsByInteger: int[] = Array.zeroCreate span // 1 + row; 0: no such guid
    let rowsByGuid = Dictionary<ExampleGuid, int>(if span = 0 then count else 0)

    let isInTable (guid: ExampleGuid) =
        guid.IsInteger && uint64 (guid.Integer - first) < uint64 span

    /// False, and nothing changed, when the guid is there already.
    member _.TryAdd(guid: ExampleGuid, row: int) =
        if not (isInTable guid) then
            rowsByGuid.TryAdd(guid, row)
        else
            let place = int (guid.Integer - first)
            let isNew = rowsByInteger[place] = 0

            if isNew then
                rowsByInteger[place] <- 1 + row

            isNew

    /// -1 when there is none.
    member _.Row(guid: ExampleGuid) =
        if isInTable guid then
            rowsByInteger[int (guid.Integer - first)] - 1
        else
            match rowsByGuid.TryGetValue guid with
            | true, row -> row
            | false, _ -> -1

    /// Adds those of rows 0 to count - 1; the first row whose guid an earlier one has, -1 where there is none.
    member index.AddAll() =
        let mutable row = 0

        while row < count && index.TryAdd(guids[row], row) do
            row <- row + 1

        if row < count then row else -1
