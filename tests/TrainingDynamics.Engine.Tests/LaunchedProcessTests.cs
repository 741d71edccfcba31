using TrainingDynamics.Engine.Parallel;

namespace TrainingDynamics.Engine.Tests;

/// <summary>The variables are those that the launchers' own documents name.</summary>
public sealed class LaunchedProcessTests
{
    [Theory]
    [InlineData("", null, 0, 0, 1)]
    [InlineData("OMPI_COMM_WORLD_RANK=5 OMPI_COMM_WORLD_LOCAL_RANK=1 OMPI_COMM_WORLD_SIZE=8", "Open MPI's mpirun", 5, 1, 8)]
    [InlineData("RANK=9 LOCAL_RANK=1 WORLD_SIZE=16", "RANK and WORLD_SIZE", 9, 1, 16)]
    [InlineData("PMI_RANK=1 PMI_SIZE=2 MPI_LOCALRANKID=0", "MPICH's mpiexec", 1, 0, 2)]
    [InlineData("PMI_RANK=1 PMI_SIZE=2", "MPICH's mpiexec", 1, 1, 2)]
    [InlineData("SLURM_PROCID=3 SLURM_LOCALID=1 SLURM_STEP_NUM_TASKS=4 SLURM_NTASKS=4", "Slurm's srun", 3, 1, 4)]
    // What the batch script itself sees, outside srun: its td is alone, however many tasks the job has.
    [InlineData("SLURM_PROCID=0 SLURM_LOCALID=0 SLURM_NTASKS=4", null, 0, 0, 1)]
    // mpirun inside a Slurm job.
    [InlineData("OMPI_COMM_WORLD_RANK=2 OMPI_COMM_WORLD_LOCAL_RANK=0 OMPI_COMM_WORLD_SIZE=4 SLURM_PROCID=0 SLURM_STEP_NUM_TASKS=2", "Open MPI's mpirun", 2, 0, 4)]
    public void The_launchers_variables_say_who_a_process_is(string variables, string? launcher, int rank, int localRank, int size) =>
        Assert.Equal(new LaunchedProcess(launcher, rank, localRank, size), Read(variables));

    [Theory]
    [InlineData("RANK=x WORLD_SIZE=2", "RANK is 'x', expected a number")]
    [InlineData("RANK=2 WORLD_SIZE=2", "RANK is 2 and LOCAL_RANK 2, expected less than WORLD_SIZE, 2")]
    [InlineData("RANK=0 LOCAL_RANK=2 WORLD_SIZE=2", "RANK is 0 and LOCAL_RANK 2, expected less than WORLD_SIZE, 2")]
    public void Variables_that_do_not_go_together_are_refused(string variables, string message) =>
        Assert.Contains(message, Assert.Throws<ParallelException>(() => Read(variables)).Message, StringComparison.Ordinal);

    static LaunchedProcess Read(string variables)
    {
        var values = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return LaunchedProcess.Read(name => values.GetValueOrDefault(name));
    }
}
