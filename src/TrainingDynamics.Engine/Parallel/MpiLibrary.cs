namespace TrainingDynamics.Engine.Parallel;

/// <summary>
/// The calls of the system's MPI, looked up at run time in Open MPI or in MPICH. Their binary interfaces differ: Open MPI's handles
/// are addresses of globals of the library, MPICH's are 32-bit numbers. Both fit into an <see cref="nint"/>. Intel MPI, MVAPICH
/// and Cray MPICH have MPICH's interface.
/// </summary>
sealed unsafe class MpiLibrary
{
    /// <summary>The environment variable that names the library.</summary>
    public const string Variable = "TD_LIBMPI";

    const int OneThreadAtATime = 2; // MPI_THREAD_SERIALIZED, in both

    static readonly string[] OpenMpiNames = ["libmpi.so.40", "libmpi.so"];
    static readonly string[] MpichNames = ["libmpi.so.12", "libmpich.so.12"];

    readonly delegate* unmanaged<nint, nint, int, int*, int> _initThread;
    readonly delegate* unmanaged<nint, int*, int> _rank;
    readonly delegate* unmanaged<nint, int*, int> _size;
    readonly delegate* unmanaged<nint, byte*, int, nint, nint, nint, int> _allReduce;
    readonly delegate* unmanaged<byte*, int, nint, int, nint, int> _broadcast;
    readonly delegate* unmanaged<byte*, int, nint, byte*, int, nint, nint, int> _allGather;
    readonly delegate* unmanaged<nint, int, int> _abort;
    readonly delegate* unmanaged<int> _finalize;
    readonly nint _world;
    readonly nint _float;
    readonly nint _byte;
    readonly nint _sum;
    readonly nint _inPlace;

    MpiLibrary(string path, nint library)
    {
        Path = path;
        IsOpenMpi = NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out _world);
        if (IsOpenMpi)
        {
            _float = NativeLibrary.GetExport(library, "ompi_mpi_float");
            _byte = NativeLibrary.GetExport(library, "ompi_mpi_byte");
            _sum = NativeLibrary.GetExport(library, "ompi_mpi_op_sum");
            _inPlace = 1;
        }
        else
        {
            _world = 0x44000000;
            _float = 0x4c00040a;
            _byte = 0x4c00010d;
            _sum = 0x58000003;
            _inPlace = -1;
        }

        _initThread = (delegate* unmanaged<nint, nint, int, int*, int>)NativeLibrary.GetExport(library, "MPI_Init_thread");
        _rank = (delegate* unmanaged<nint, int*, int>)NativeLibrary.GetExport(library, "MPI_Comm_rank");
        _size = (delegate* unmanaged<nint, int*, int>)NativeLibrary.GetExport(library, "MPI_Comm_size");
        _allReduce = (delegate* unmanaged<nint, byte*, int, nint, nint, nint, int>)NativeLibrary.GetExport(library, "MPI_Allreduce");
        _broadcast = (delegate* unmanaged<byte*, int, nint, int, nint, int>)NativeLibrary.GetExport(library, "MPI_Bcast");
        _allGather = (delegate* unmanaged<byte*, int, nint, byte*, int, nint, nint, int>)NativeLibrary.GetExport(library, "MPI_Allgather");
        _abort = (delegate* unmanaged<nint, int, int>)NativeLibrary.GetExport(library, "MPI_Abort");
        _finalize = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "MPI_Finalize");
    }

    /// <summary>What was loaded.</summary>
    public string Path { get; }

    /// <summary>Whether it is Open MPI rather than MPICH or one of its kin.</summary>
    public bool IsOpenMpi { get; }

    /// <summary>
    /// Loads <c>TD_LIBMPI</c>, or the library that belongs to the launcher: a process that Open MPI's mpirun started and that
    /// loads MPICH would take itself to be alone, and the other way round.
    /// </summary>
    /// <exception cref="ParallelException">None is there, or it lacks a call.</exception>
    public static MpiLibrary Load(LaunchedProcess launched)
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        string[] names = !string.IsNullOrEmpty(named) ? [named]
            : launched.IsMpich ? [.. MpichNames, .. OpenMpiNames]
            : [.. OpenMpiNames, .. MpichNames];
        foreach (var name in names)
        {
            if (!NativeLibrary.TryLoad(name, out var library))
            {
                continue;
            }

            try
            {
                return new MpiLibrary(name, library);
            }
            catch (EntryPointNotFoundException e)
            {
                throw new ParallelException($"{name} is no MPI that this program knows: {e.Message}; set {Variable} to one", e);
            }
        }

        throw new ParallelException(
            $"no MPI was found: tried {string.Join(", ", names)}. Install Open MPI (openmpi-bin, libopenmpi3) or MPICH, or set {Variable} to "
            + "its library");
    }

    /// <summary>Starts MPI, once in a process; gives rank and size.</summary>
    public (int Rank, int Size) Init()
    {
        int level, rank, size;
        Check(_initThread(0, 0, OneThreadAtATime, &level), "MPI_Init_thread");
        Check(_rank(_world, &rank), "MPI_Comm_rank");
        Check(_size(_world, &size), "MPI_Comm_size");
        return (rank, size);
    }

    /// <summary>Sums float32 in place over all processes.</summary>
    public void Sum(byte* values, int count) =>
        Check(_allReduce(_inPlace, values, count, _float, _sum, _world), "MPI_Allreduce");

    /// <summary>Copies bytes of process 0 to all.</summary>
    public void Broadcast(byte* values, int bytes) => Check(_broadcast(values, bytes, _byte, 0, _world), "MPI_Bcast");

    /// <summary>Puts the bytes of all processes behind one another into <paramref name="all"/> of every process.</summary>
    public void Gather(byte* mine, int bytes, byte* all) =>
        Check(_allGather(mine, bytes, _byte, all, bytes, _byte, _world), "MPI_Allgather");

    /// <summary>Has the launcher end all processes.</summary>
    public void Abort(int exitCode) => _ = _abort(_world, exitCode);

    /// <summary>Ends MPI; waits for all processes.</summary>
    public void End() => _ = _finalize();

    void Check(int code, string call)
    {
        if (code != 0)
        {
            throw new ParallelException($"{call} of {Path} failed with error {code}");
        }
    }
}
