namespace TrainingDynamics.Engine.Parallel;

/// <summary>
/// Processes with a CUDA device each that talk through NCCL. They find each other through MPI or, if the launcher has none, at
/// MASTER_ADDR:MASTER_PORT. Never run with several processes yet.
/// </summary>
sealed class NcclCollective : ICollective
{
    readonly NcclLibrary _nccl = NcclLibrary.Load();
    readonly MpiCollective? _mpi;
    readonly Rendezvous? _rendezvous;
    readonly Device _device;
    readonly nint _communicator;

    /// <param name="launched">Rank and number of processes.</param>
    /// <param name="device">Of this process.</param>
    /// <exception cref="ParallelException">There is no NCCL, or the processes do not find each other.</exception>
    public NcclCollective(LaunchedProcess launched, Device device)
    {
        if (device.type != TorchSharp.DeviceType.CUDA)
        {
            throw new ParallelException($"--collective nccl needs CUDA devices, but this process computes on {device.type}; pass --collective mpi");
        }

        _device = device;
        (Rank, LocalRank, Size) = (launched.Rank, launched.LocalRank, launched.Size);
        var id = Rank == 0 ? _nccl.NewId() : new byte[NcclLibrary.IdBytes];
        if (Rendezvous.IsPlaced && !launched.IsMpi)
        {
            _rendezvous = Rendezvous.Meet(launched, id);
            id = _rendezvous.Payload;
        }
        else if (Size > 1)
        {
            _mpi = new MpiCollective(launched);
            using var shared = tensor(id); // [128] uint8
            _mpi.Broadcast(shared);
            id = shared.bytes.ToArray();
        }

        _communicator = _nccl.Join(id, Rank, Size, device.index);
    }

    public int Rank { get; }

    public int LocalRank { get; }

    public int Size { get; }

    public string Name => "NCCL";

    public void Sum(Tensor values)
    {
        TensorMemory.RequireFloat32(values);
        TensorMemory.ChangeOn(_device, values, there => _nccl.Sum(_communicator, TensorMemory.Of(there), there.numel()));
    }

    public void Broadcast(Tensor values) =>
        TensorMemory.ChangeOn(_device, values, there => _nccl.Broadcast(_communicator, TensorMemory.Of(there), TensorMemory.Bytes(there)));

    public Tensor Gather(Tensor mine)
    {
        using var noGradient = no_grad();
        using var there = mine.to(_device);
        using var all = empty([Size, .. mine.shape], mine.dtype, _device); // [Size, …]
        _nccl.Gather(_communicator, TensorMemory.Of(there), TensorMemory.Bytes(there), TensorMemory.Of(all));
        return all.to(mine.device);
    }

    public void Abort(string message, int exitCode)
    {
        _mpi?.Abort(message, exitCode);
        if (_rendezvous is not null)
        {
            _rendezvous.Fail(message, exitCode);
            Rendezvous.EndProcess(exitCode);
        }
    }

    public void Dispose()
    {
        _nccl.Leave(_communicator);
        _rendezvous?.Dispose();
        _mpi?.Dispose();
    }
}
