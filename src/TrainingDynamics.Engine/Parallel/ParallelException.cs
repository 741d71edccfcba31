namespace TrainingDynamics.Engine.Parallel;

/// <summary>Several processes cannot work together: no MPI or NCCL, a launcher that says something else, a call that failed.</summary>
public sealed class ParallelException(string message, Exception? cause = null) : EngineException(message, cause);
