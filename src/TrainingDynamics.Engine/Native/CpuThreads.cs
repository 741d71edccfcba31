namespace TrainingDynamics.Engine.Native;

/// <summary>
/// Runs loops on the threads of libtorch's OpenMP pool. A .NET pool would share the cores with libtorch's threads, which spin
/// for a while after every operation.
/// </summary>
static unsafe class CpuThreads
{
    /// <summary>Takes elements <paramref name="from"/> … <paramref name="to"/> − 1; must not throw. thread: from 0, below <see cref="Count"/>.</summary>
    public delegate void Part(int from, int to, int thread);

    static delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void> s_parallel;

    /// <summary>Whether libtorch was built with GNU's OpenMP. Looked up once libtorch is loaded.</summary>
    public static bool IsAvailable { get; } = Find();

    /// <summary>As many as an operation of libtorch uses.</summary>
    public static int Count => get_num_threads();

    /// <summary>
    /// Splits [0, <paramref name="count"/>) evenly, in order, among at most <see cref="Count"/> threads, each with at least
    /// <paramref name="least"/> elements, and waits for all. The split depends on the number of threads alone.
    /// </summary>
    public static void For(int count, int least, Part part)
    {
        var threads = Math.Clamp(count / Math.Max(least, 1), 1, Count);
        if (threads == 1)
        {
            part(0, count, 0);
            return;
        }

        var loop = new Loop(count, threads, part);
        var handle = GCHandle.Alloc(loop);
        try
        {
            s_parallel(&Run, (void*)GCHandle.ToIntPtr(handle), (uint)threads, 0);
        }
        finally
        {
            handle.Free();
        }
    }

    [UnmanagedCallersOnly]
    static void Run(void* state)
    {
        var loop = (Loop)GCHandle.FromIntPtr((IntPtr)state).Target!;
        // The pool may give fewer threads than asked for; those that there are then take what is left.
        for (var i = Interlocked.Increment(ref loop.Taken) - 1; i < loop.Threads; i = Interlocked.Increment(ref loop.Taken) - 1)
        {
            loop.Part((int)((long)loop.Elements * i / loop.Threads), (int)((long)loop.Elements * (i + 1) / loop.Threads), i);
        }
    }

    static bool Find()
    {
        if (!TorchLibrary.TryExport("GOMP_parallel", out var parallel))
        {
            return false;
        }

        s_parallel = (delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void>)parallel;
        return true;
    }

    sealed record Loop(int Elements, int Threads, Part Part)
    {
        public int Taken;
    }
}
