namespace TrainingDynamics.Engine.Parallel;

/// <summary>
/// The calls of libnccl.so.2, which comes with CUDA's libraries and with every PyTorch built for CUDA. All of them go to the
/// device's default stream, on which torch computes, so that they wait for what was queued before and not for the CPU.
/// </summary>
sealed unsafe class NcclLibrary
{
    /// <summary>Bytes of the name under which processes find each other.</summary>
    public const int IdBytes = 128;

    const string Name = "libnccl.so.2";
    const int Int8 = 0;
    const int Float32 = 7;
    const int SumOperation = 0;

    static readonly string[] CudaNames = ["libcudart.so.13", "libcudart.so.12", "libcudart.so.11.0", "libcudart.so"];

    readonly delegate* unmanaged<UniqueId*, int> _getUniqueId;
    readonly delegate* unmanaged<nint*, int, UniqueId, int, int> _initRank;
    readonly delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int> _allReduce;
    readonly delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int> _broadcast;
    readonly delegate* unmanaged<nint, nint, nuint, int, nint, nint, int> _allGather;
    readonly delegate* unmanaged<nint, int> _destroy;
    readonly delegate* unmanaged<int, nint> _errorString;
    readonly delegate* unmanaged<int, int> _setDevice;

    NcclLibrary(nint nccl, nint cuda)
    {
        _getUniqueId = (delegate* unmanaged<UniqueId*, int>)NativeLibrary.GetExport(nccl, "ncclGetUniqueId");
        _initRank = (delegate* unmanaged<nint*, int, UniqueId, int, int>)NativeLibrary.GetExport(nccl, "ncclCommInitRank");
        _allReduce = (delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int>)NativeLibrary.GetExport(nccl, "ncclAllReduce");
        _broadcast = (delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int>)NativeLibrary.GetExport(nccl, "ncclBroadcast");
        _allGather = (delegate* unmanaged<nint, nint, nuint, int, nint, nint, int>)NativeLibrary.GetExport(nccl, "ncclAllGather");
        _destroy = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(nccl, "ncclCommDestroy");
        _errorString = (delegate* unmanaged<int, nint>)NativeLibrary.GetExport(nccl, "ncclGetErrorString");
        _setDevice = (delegate* unmanaged<int, int>)NativeLibrary.GetExport(cuda, "cudaSetDevice");
    }

    /// <summary>Whether the library is there; libtorch's must be loaded before, as it may bring it.</summary>
    public static bool Exists => NativeLibrary.TryLoad(Name, out _);

    /// <exception cref="ParallelException">NCCL or CUDA's runtime is not there, or lacks a call.</exception>
    public static NcclLibrary Load()
    {
        if (!NativeLibrary.TryLoad(Name, out var nccl))
        {
            throw new ParallelException($"{Name} was not found; it comes with a PyTorch built for CUDA, or pass --collective mpi");
        }

        foreach (var name in CudaNames)
        {
            if (!NativeLibrary.TryLoad(name, out var cuda))
            {
                continue;
            }

            try
            {
                return new NcclLibrary(nccl, cuda);
            }
            catch (EntryPointNotFoundException e)
            {
                throw new ParallelException($"{Name} or {name} lacks a call: {e.Message}; pass --collective mpi", e);
            }
        }

        throw new ParallelException($"CUDA's runtime was not found: tried {string.Join(", ", CudaNames)}; pass --collective mpi");
    }

    /// <summary>A new name, [IdBytes], for process 0 to hand to the others.</summary>
    public byte[] NewId()
    {
        UniqueId id;
        Check(_getUniqueId(&id), "ncclGetUniqueId");
        return new ReadOnlySpan<byte>(&id, IdBytes).ToArray();
    }

    /// <summary>Joins the others on one device; waits for all of them. Gives the communicator.</summary>
    public nint Join(byte[] id, int rank, int size, int device)
    {
        if (_setDevice(device) is not 0 and var error)
        {
            throw new ParallelException($"cudaSetDevice({device}) failed with error {error}");
        }

        UniqueId name;
        id.CopyTo(new Span<byte>(&name, IdBytes));
        nint communicator;
        Check(_initRank(&communicator, size, name, rank), "ncclCommInitRank");
        return communicator;
    }

    /// <summary>Sums float32 in place.</summary>
    public void Sum(nint communicator, nint values, long count) =>
        Check(_allReduce(values, values, (nuint)count, Float32, SumOperation, communicator, 0), "ncclAllReduce");

    /// <summary>Copies bytes of process 0 to all.</summary>
    public void Broadcast(nint communicator, nint values, long bytes) =>
        Check(_broadcast(values, values, (nuint)bytes, Int8, 0, communicator, 0), "ncclBroadcast");

    /// <summary>Puts the bytes of all processes behind one another.</summary>
    public void Gather(nint communicator, nint mine, long bytes, nint all) =>
        Check(_allGather(mine, all, (nuint)bytes, Int8, communicator, 0), "ncclAllGather");

    /// <summary>Ends the communicator.</summary>
    public void Leave(nint communicator) => _ = _destroy(communicator);

    void Check(int code, string call)
    {
        if (code != 0)
        {
            throw new ParallelException($"{call} failed: {Marshal.PtrToStringUTF8(_errorString(code))}; NCCL_DEBUG=INFO in the environment says more");
        }
    }

    // By value in C's calls, so its length matters and not its fields.
    struct UniqueId
    {
        fixed byte _bytes[IdBytes];
    }
}
