namespace TrainingDynamics.Engine.Parallel;

/// <summary>Which examples of a batch a process passes through the model.</summary>
static class BatchShare
{
    /// <summary>
    /// Every Size-th example, from the Rank-th on: a batch is sorted by length, so consecutive ones would give the last process
    /// the longest. Empty where there are more processes than examples.
    /// </summary>
    public static int[] ShareOf(this ICollective processes, ReadOnlySpan<int> batch)
    {
        var share = new int[(batch.Length - processes.Rank + processes.Size - 1) / processes.Size]; // [B / Size]
        for (var i = 0; i < share.Length; i++)
        {
            share[i] = batch[processes.Rank + i * processes.Size];
        }

        return share;
    }
}
