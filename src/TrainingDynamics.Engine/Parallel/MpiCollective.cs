namespace TrainingDynamics.Engine.Parallel;

/// <summary>
/// Processes that talk through MPI. Tensors on a device are copied to the CPU's memory, so any build of MPI will do;
/// <see cref="NcclCollective"/> avoids the copy.
/// </summary>
sealed unsafe class MpiCollective : ICollective
{
    // MPI counts in 32 bits.
    const long MaxCount = 1 << 30;

    // 16 MB: Open MPI takes a second buffer of a message's length, and above 32 MB the C library fetches it anew from the system
    // at every call, page by page.
    const long FloatsPerSum = 1 << 22;

    readonly MpiLibrary _mpi;
    bool _ended;

    /// <summary>Starts MPI, which a process can do only once.</summary>
    /// <exception cref="ParallelException">There is no MPI, or it sees other processes than the launcher started.</exception>
    public MpiCollective(LaunchedProcess launched)
    {
        _mpi = MpiLibrary.Load(launched);
        (Rank, Size) = _mpi.Init();
        LocalRank = launched.Launcher is null ? Rank : launched.LocalRank;
        if (launched.Launcher is not null && (Rank, Size) != (launched.Rank, launched.Size))
        {
            throw new ParallelException(
                $"{launched.Launcher} says process {launched.Rank} of {launched.Size}, but {_mpi.Path} says {Rank} of {Size}: it is the library of "
                + $"another MPI, which {MpiLibrary.Variable} can name, or srun needs --mpi=pmix (srun --mpi=list shows what it knows)");
        }
    }

    public int Rank { get; }

    public int LocalRank { get; }

    public int Size { get; }

    public string Name => _mpi.IsOpenMpi ? "Open MPI" : "MPICH";

    public void Sum(Tensor values)
    {
        TensorMemory.RequireFloat32(values);
        TensorMemory.ChangeOn(CPU, values, host =>
        {
            var start = (float*)TensorMemory.Of(host);
            for (long done = 0, all = host.numel(); done < all; done += FloatsPerSum)
            {
                _mpi.Sum((byte*)(start + done), (int)Math.Min(FloatsPerSum, all - done));
            }
        });
    }

    public void Broadcast(Tensor values) => TensorMemory.ChangeOn(CPU, values, host =>
    {
        var start = (byte*)TensorMemory.Of(host);
        for (long done = 0, all = TensorMemory.Bytes(host); done < all; done += MaxCount)
        {
            _mpi.Broadcast(start + done, (int)Math.Min(MaxCount, all - done));
        }
    });

    public Tensor Gather(Tensor mine)
    {
        using var noGradient = no_grad();
        using var host = mine.cpu(); // waits for the device
        using var all = empty([Size, .. mine.shape], mine.dtype); // [Size, …]
        _mpi.Gather((byte*)TensorMemory.Of(host), checked((int)TensorMemory.Bytes(host)), (byte*)TensorMemory.Of(all));
        return all.to(mine.device);
    }

    public void Abort(string message, int exitCode)
    {
        if (Size > 1)
        {
            _mpi.Abort(exitCode);
        }
    }

    public void Dispose()
    {
        if (!_ended)
        {
            _ended = true;
            _mpi.End();
        }
    }
}
