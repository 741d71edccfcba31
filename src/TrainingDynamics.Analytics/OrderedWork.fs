namespace TrainingDynamics.Analytics

open System
open System.Runtime.ExceptionServices
open System.Threading

/// Pieces of work on all cores, of which one part has to be done piece after piece. Own code, because the library's
/// ordered parallel loops either keep all results or hand them over singly.
[<RequireQualifiedAccess>]
module internal OrderedWork =

    // The part in order is about a tenth of the work, so more threads would only wait for one another.
    let mostThreads = 8

    [<Sealed>]
    type private Line(count: int) =
        let gate = obj ()
        let mutable taken = 0
        let mutable finished = 0
        let mutable stopped = false
        let mutable failure: exn | null = null

        member _.TryTake() =
            let piece = Interlocked.Increment &taken - 1

            if Volatile.Read &stopped || piece >= count then
                -1
            else
                piece

        /// Waits until every earlier piece is finished; false when the work was stopped.
        member _.TryEnter piece =
            lock gate (fun () ->
                while finished <> piece && not stopped do
                    Monitor.Wait gate |> ignore

                not stopped)

        member _.Leave() =
            lock gate (fun () ->
                finished <- finished + 1
                Monitor.PulseAll gate)

        member _.Stop(because: exn | null) =
            lock gate (fun () ->
                stopped <- true
                failure <- if isNull failure then because else failure
                Monitor.PulseAll gate)

        member _.Result() =
            match failure with
            | null -> not stopped
            | failure ->
                ExceptionDispatchInfo.Throw failure
                false

    /// Does pieces 0 to count - 1: `prepare` in any order, every thread with its own state, then `finish` in order, one
    /// at a time. When one of them says false, what has not begun is left out, and the result is false; what one of them
    /// raises is raised here.
    /// Delegates, because F# functions of two arguments are compiled at every start.
    let run
        count
        (state: unit -> 'state)
        (prepare: Func<'state, int, bool>)
        (finish: Func<'state, int, bool>)
        =
        let line = Line count

        let work () =
            try
                let state = state ()
                let mutable piece = line.TryTake()

                while piece >= 0 do
                    if
                        prepare.Invoke(state, piece)
                        && line.TryEnter piece
                        && finish.Invoke(state, piece)
                    then
                        line.Leave()
                        piece <- line.TryTake()
                    else
                        line.Stop null
                        piece <- -1
            with failure ->
                line.Stop failure

        let others =
            Array.init (max 0 (min mostThreads (min Environment.ProcessorCount count) - 1)) (fun _ ->
                let thread = Thread(work, IsBackground = true)
                thread.Start()
                thread)

        work ()
        others |> Array.iter _.Join()
        line.Result()
