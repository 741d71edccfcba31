using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Engine.Parallel;

/// <summary>Joins the processes that a launcher started.</summary>
public static class Collectives
{
    /// <summary>Waits for the others. Opened once in a process, because MPI cannot be started twice.</summary>
    /// <param name="kind">How the processes communicate.</param>
    /// <param name="device">The option <c>--device</c>; NCCL needs to know it.</param>
    /// <exception cref="ParallelException">The processes cannot communicate.</exception>
    /// <exception cref="TrainOptionsException">The device is not there.</exception>
    public static ICollective Open(CollectiveKind kind, string device)
    {
        var launched = LaunchedProcess.Read();
        if (kind == CollectiveKind.None || (kind == CollectiveKind.Auto && launched.Size == 1))
        {
            return new OneProcess();
        }

        var library = TorchLibrary.Load();
        var where = DeviceChoice.Of(device, library, launched.LocalRank);
        var nccl = kind == CollectiveKind.Nccl
            || (kind == CollectiveKind.Auto && where.type == TorchSharp.DeviceType.CUDA && NcclLibrary.Exists);
        return nccl ? new NcclCollective(launched, where) : new MpiCollective(launched);
    }
}

/// <summary>How the processes of one run communicate.</summary>
public enum CollectiveKind
{
    /// <summary>
    /// <see cref="None"/> where no launcher started several processes, else <see cref="Nccl"/> where there are CUDA devices and
    /// libnccl.so.2, else <see cref="Mpi"/>. The default.
    /// </summary>
    Auto,

    /// <summary>One process, whatever the launcher says.</summary>
    None,

    /// <summary>The system's MPI, through the CPU's memory.</summary>
    Mpi,

    /// <summary>NVIDIA's NCCL, from device to device.</summary>
    Nccl,
}
