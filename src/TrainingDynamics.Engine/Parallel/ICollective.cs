namespace TrainingDynamics.Engine.Parallel;

/// <summary>
/// The processes that train one model together. Every process makes the same calls in the same order, and each call waits for
/// all of them. A process that fails would leave the others waiting, so it calls <see cref="Abort"/>.
/// </summary>
public interface ICollective : IDisposable
{
    /// <summary>This process, from 0; process 0 alone writes the run's folder.</summary>
    int Rank { get; }

    /// <summary>This process among those of its machine, from 0; its device's number.</summary>
    int LocalRank { get; }

    /// <summary>Number of processes, at least 1.</summary>
    int Size { get; }

    /// <summary>How the processes communicate, for people: <c>Open MPI</c>.</summary>
    string Name { get; }

    /// <summary>Replaces <paramref name="values"/> by its sum over all processes, the same bits in each. Contiguous float32, any shape.</summary>
    /// <exception cref="ParallelException">The library reports an error.</exception>
    void Sum(Tensor values);

    /// <summary>Replaces <paramref name="values"/> by those of process 0. Contiguous, any shape and type.</summary>
    /// <exception cref="ParallelException">The library reports an error.</exception>
    void Broadcast(Tensor values);

    /// <summary>The <paramref name="mine"/> of all processes, stacked, [Size, …], in every process; the caller disposes of it.</summary>
    /// <param name="mine">Contiguous, of one shape and type in all processes.</param>
    /// <exception cref="ParallelException">The library reports an error.</exception>
    Tensor Gather(Tensor mine);

    /// <summary>Waits until all processes have come here.</summary>
    /// <exception cref="ParallelException">The library reports an error.</exception>
    void Wait()
    {
        using var nothing = zeros(1); // [1]
        Sum(nothing);
    }

    /// <summary>
    /// The examples of a batch that this process passes through the model: every Size-th from the Rank-th on, because a batch is
    /// sorted by length and consecutive ones would give the last process the longest. Empty if there are more processes than examples.
    /// </summary>
    int[] ShareOf(ReadOnlySpan<int> batch)
    {
        var share = new int[(batch.Length - Rank + Size - 1) / Size]; // [B / Size]
        for (var i = 0; i < share.Length; i++)
        {
            share[i] = batch[Rank + i * Size];
        }

        return share;
    }

    /// <summary>Ends all processes within seconds, this one included; does not return where there are others.</summary>
    /// <param name="message">The reason, one line; this process has printed it already.</param>
    /// <param name="exitCode">Above 0.</param>
    void Abort(string message, int exitCode);
}

/// <summary>Several processes cannot work together: no MPI or NCCL, a launcher that contradicts it, a call that failed.</summary>
public sealed class ParallelException(string message, Exception? cause = null) : EngineException(message, cause);
