namespace TrainingDynamics.Engine.Parallel;

/// <summary>The environment's description, by a launcher, of the processes that it started.</summary>
/// <param name="Launcher">Its name, for messages; null without a launcher.</param>
/// <param name="Rank">This process, from 0.</param>
/// <param name="LocalRank">Among those of its machine; <paramref name="Rank"/> where the launcher does not say.</param>
/// <param name="Size">Number of processes; 1 without a launcher.</param>
public sealed record LaunchedProcess(string? Launcher, int Rank, int LocalRank, int Size)
{
    const string OpenMpi = "Open MPI's mpirun";
    const string Mpich = "MPICH's mpiexec";

    // Slurm's number of tasks is that of the step, which only srun sets: a td that the batch script itself starts is alone.
    static readonly (string Launcher, string Rank, string LocalRank, string Size)[] Known =
    [
        (OpenMpi, "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_LOCAL_RANK", "OMPI_COMM_WORLD_SIZE"),
        ("RANK and WORLD_SIZE", "RANK", "LOCAL_RANK", "WORLD_SIZE"),
        ("Slurm's srun", "SLURM_PROCID", "SLURM_LOCALID", "SLURM_STEP_NUM_TASKS"),
        (Mpich, "PMI_RANK", "MPI_LOCALRANKID", "PMI_SIZE"),
    ];

    /// <summary>Whether the launcher belongs to an MPI, so that MPI is sure to find the other processes.</summary>
    public bool IsMpi => Launcher is OpenMpi or Mpich;

    /// <summary>Whether it is MPICH's, or one of its kin.</summary>
    public bool IsMpich => Launcher == Mpich;

    /// <summary>Reads the process's environment.</summary>
    /// <exception cref="ParallelException">A launcher's variables are not numbers, or contradict each other.</exception>
    public static LaunchedProcess Read() => Read(Environment.GetEnvironmentVariable);

    /// <summary>Reads what <paramref name="variable"/> gives for a name.</summary>
    /// <exception cref="ParallelException">A launcher's variables are not numbers, or contradict each other.</exception>
    public static LaunchedProcess Read(Func<string, string?> variable)
    {
        foreach (var (launcher, rankName, localName, sizeName) in Known)
        {
            if (string.IsNullOrEmpty(variable(rankName)) || string.IsNullOrEmpty(variable(sizeName)))
            {
                continue;
            }

            var (rank, size) = (Number(rankName), Number(sizeName));
            var local = string.IsNullOrEmpty(variable(localName)) ? rank : Number(localName);
            return rank < size && local < size
                ? new LaunchedProcess(launcher, rank, local, size)
                : throw new ParallelException(
                    $"{rankName} is {rank} and {localName} {local}, expected less than {sizeName}, {size}; unset them where no launcher set them");
        }

        return new LaunchedProcess(null, 0, 0, 1);

        int Number(string name) =>
            int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new ParallelException($"{name} is '{variable(name)}', expected a number; unset it where no launcher set it");
    }
}
