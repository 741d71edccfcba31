namespace TrainingDynamics.Analytics

/// Arrays that grow, and parts of them.
[<AutoOpen>]
module internal Arrays =

    /// An array of this length that begins as the given one; the same where it is as long. Inline, because the library's Resize is
    /// compiled at every start for every type of number.
    let inline resized (items: 'item[]) length =
        if items.Length = length then
            items
        else
            let other: 'item[] = Array.zeroCreate length
            System.Array.Copy(items, other, min items.Length length)
            other

    /// The same array where it is long enough, else one at least twice as long.
    let inline grown (items: 'item[]) length =
        if items.Length >= length then
            items
        else
            resized items (max length (2 * items.Length))

    /// The items of these rows, in their order.
    let picked (rows: int[]) (items: 'item[]) =
        rows |> Array.map (fun row -> items[row])

    /// How often each of 0 to length - 1 is there.
    let counted length (numbers: int[]) =
        let counts = Array.zeroCreate<int> length

        for number in numbers do
            counts[number] <- counts[number] + 1

        counts
