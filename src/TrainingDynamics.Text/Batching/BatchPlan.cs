namespace TrainingDynamics.Text.Batching;

/// <summary>
/// The batches of one epoch: every example exactly once; at most one batch is smaller than the others. It depends only on its arguments, so a
/// resumed run sees the batches of the interrupted run.
/// </summary>
public sealed class BatchPlan
{
    /// <summary>Number of batches that are sorted by length together; more save little padding and cost randomness.</summary>
    const int BatchesPerMegaBatch = 50;

    readonly int[] _indices;
    readonly int[] _starts;

    BatchPlan(int[] indices, int[] starts) => (_indices, _starts) = (indices, starts);

    /// <summary>Number of batches, ceil(examples / batch size).</summary>
    public int Count => _starts.Length - 1;

    /// <summary>Example indices of one batch, [B].</summary>
    public ReadOnlySpan<int> this[int batch] => _indices.AsSpan(_starts[batch].._starts[batch + 1]);

    /// <param name="order">The order of the examples.</param>
    /// <param name="lengths">Tokens of each example, [N]; used only by <see cref="BatchOrder.Bucketed"/>.</param>
    /// <param name="batchSize">At least 1.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">0-based; each epoch has its own order.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
    public static BatchPlan Create(BatchOrder order, ReadOnlySpan<int> lengths, int batchSize, int seed, int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        int[] indices = [.. Enumerable.Range(0, lengths.Length)];
        if (order == BatchOrder.Sequential)
        {
            return Cut(indices, batchSize);
        }

        var random = SplitMix64.For(seed, epoch);
        random.Shuffle(indices);
        if (order == BatchOrder.Random)
        {
            return Cut(indices, batchSize);
        }

        var megaBatch = (int)Math.Min((long)batchSize * BatchesPerMegaBatch, Math.Max(indices.Length, 1));
        for (var start = 0; start < indices.Length; start += megaBatch)
        {
            LengthSort.Sort(indices.AsSpan(start, Math.Min(megaBatch, indices.Length - start)), lengths);
        }

        return Cut(indices, batchSize).WithBatchesShuffled(random);
    }

    static BatchPlan Cut(int[] indices, int batchSize)
    {
        var count = (int)(((long)indices.Length + batchSize - 1) / batchSize);
        var starts = new int[count + 1];
        for (var batch = 0; batch <= count; batch++)
        {
            starts[batch] = (int)Math.Min((long)batch * batchSize, indices.Length);
        }

        return new BatchPlan(indices, starts);
    }

    BatchPlan WithBatchesShuffled(SplitMix64 random)
    {
        int[] batches = [.. Enumerable.Range(0, Count)];
        random.Shuffle(batches);

        var indices = new int[_indices.Length];
        var starts = new int[_starts.Length];
        for (var i = 0; i < batches.Length; i++)
        {
            var batch = this[batches[i]];
            batch.CopyTo(indices.AsSpan(starts[i]));
            starts[i + 1] = starts[i] + batch.Length;
        }

        return new BatchPlan(indices, starts);
    }
}

/// <summary>The order in which an epoch visits the examples.</summary>
public enum BatchOrder
{
    /// <summary>
    /// Shuffled, then sorted into examples of like length, then batches shuffled: a few per cent of padding instead of two thirds, with nearly the
    /// randomness of <see cref="Random"/>. The default.
    /// </summary>
    Bucketed,

    /// <summary>Shuffled example by example.</summary>
    Random,

    /// <summary>File order, the same in every epoch.</summary>
    Sequential,
}

/// <summary>Sorts example indices by length, for training and recording plans.</summary>
static class LengthSort
{
    /// <summary>Shortest first; equal lengths keep their order, so the result does not depend on the sort.</summary>
    public static void Sort(Span<int> indices, ReadOnlySpan<int> lengths)
    {
        var keys = new long[indices.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = ((long)lengths[indices[i]] << 32) | (uint)i;
        }

        var sorted = indices.ToArray();
        Array.Sort(keys, sorted);
        sorted.CopyTo(indices);
    }
}
