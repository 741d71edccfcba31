namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>A test of several processes; skipped, saying so, where no <c>mpirun</c> of Open MPI is on the path.</summary>
sealed class MpiFactAttribute : FactAttribute
{
    public MpiFactAttribute()
    {
        if (MpiProcess.Launcher is null)
        {
            Skip = "needs Open MPI's mpirun, which is not here (openmpi-bin and libopenmpi3 on Debian)";
        }
    }
}
