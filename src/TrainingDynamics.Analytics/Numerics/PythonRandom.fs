namespace TrainingDynamics.Analytics

open System.Numerics

/// The generator of Python's `random` module: the Mersenne Twister, seeded by an integer. Own code, because
/// System.Random promises no sequence across versions, and the reference shuffles its regions with Python's. The
/// seed's sign does not count. Source: Matsumoto and Nishimura 1998; CPython's documentation of `random`.
[<Sealed>]
type internal PythonRandom(seed: int64) =
    let size = 624
    let state = Array.zeroCreate<uint32> size
    let mutable position = size

    // A step of either pass over the state while it is seeded.
    let mixed i factor =
        state[i] ^^^ ((state[i - 1] ^^^ (state[i - 1] >>> 30)) * factor)

    let next i =
        if i + 1 < size then
            i + 1
        else
            state[0] <- state[size - 1]
            1

    do
        let magnitude = if seed < 0L then 0UL - uint64 seed else uint64 seed

        let key =
            if magnitude <= 0xffffffffUL then
                [| uint32 magnitude |]
            else
                [| uint32 magnitude; uint32 (magnitude >>> 32) |]

        state[0] <- 19650218u

        for i in 1 .. size - 1 do
            state[i] <- 1812433253u * (state[i - 1] ^^^ (state[i - 1] >>> 30)) + uint32 i

        let mutable i = 1

        for step in 0 .. size - 1 do
            let word = step % key.Length
            state[i] <- mixed i 1664525u + key[word] + uint32 word
            i <- next i

        for _ in 1 .. size - 1 do
            state[i] <- mixed i 1566083941u - uint32 i
            i <- next i

        state[0] <- 0x80000000u

    let refill () =
        for i in 0 .. size - 1 do
            let y = (state[i] &&& 0x80000000u) ||| (state[(i + 1) % size] &&& 0x7fffffffu)
            let twist = if y &&& 1u = 0u then 0u else 0x9908b0dfu
            state[i] <- state[(i + 397) % size] ^^^ (y >>> 1) ^^^ twist

        position <- 0

    let nextWord () =
        if position = size then
            refill ()

        let mutable y = state[position]
        position <- position + 1
        y <- y ^^^ (y >>> 11)
        y <- y ^^^ ((y <<< 7) &&& 0x9d2c5680u)
        y <- y ^^^ ((y <<< 15) &&& 0xefc60000u)
        y ^^^ (y >>> 18)

    let below (bound: int) =
        let bits = 32 - BitOperations.LeadingZeroCount(uint32 bound)
        let mutable drawn = nextWord () >>> (32 - bits)

        while drawn >= uint32 bound do
            drawn <- nextWord () >>> (32 - bits)

        int drawn

    /// Python's `randrange(bound)`: uniform over [0, bound). bound: at least 1.
    member _.Below(bound: int) = below bound

    /// Python's `shuffle`, in place.
    member _.Shuffle(items: 'a[]) =
        for last in items.Length - 1 .. -1 .. 1 do
            let other = below (last + 1)
            let kept = items[last]
            items[last] <- items[other]
            items[other] <- kept

    /// Streams of one seed that have nothing to do with each other: the same seed for planted errors, for a random
    /// selection and for a random ranking would draw the same rows in all three. purpose: at least 1; the stream
    /// without a purpose is the constructor's.
    static member For(purpose: int, seed: int) =
        PythonRandom((int64 purpose <<< 32) ||| int64 (uint32 seed))
