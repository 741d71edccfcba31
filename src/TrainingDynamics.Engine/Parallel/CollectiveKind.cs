namespace TrainingDynamics.Engine.Parallel;

/// <summary>What the processes of one run talk through.</summary>
public enum CollectiveKind
{
    /// <summary>
    /// <see cref="None"/> where no launcher started several processes, else <see cref="Nccl"/> where there are CUDA devices and
    /// libnccl.so.2, else <see cref="Mpi"/>. The default.
    /// </summary>
    Auto,

    /// <summary>One process, whatever the launcher says.</summary>
    None,

    /// <summary>The system's MPI, through the host's memory.</summary>
    Mpi,

    /// <summary>NVIDIA's NCCL, from device to device.</summary>
    Nccl,
}
