using FsCheck.Xunit;
using TrainingDynamics.Text.Batching;

namespace TrainingDynamics.Text.Tests.Batching;

public sealed class BatchPlanTests
{
    [Property]
    public void Every_example_comes_exactly_once(byte[] lengths, byte size, int seed, byte epoch)
    {
        var batchSize = 1 + (size % 40);
        foreach (var order in Enum.GetValues<BatchOrder>())
        {
            var plan = BatchPlan.Create(order, Lengths(lengths), batchSize, seed, epoch);

            Assert.Equal((lengths.Length + batchSize - 1) / batchSize, plan.Count);
            Assert.Equal(Enumerable.Range(0, lengths.Length), Flatten(plan).Order());
            var shortBatches = 0;
            for (var batch = 0; batch < plan.Count; batch++)
            {
                shortBatches += plan[batch].Length < batchSize ? 1 : 0;
            }

            Assert.True(shortBatches <= 1);
        }
    }

    [Theory]
    [InlineData(BatchOrder.Bucketed)]
    [InlineData(BatchOrder.Random)]
    public void Order_depends_on_seed_and_epoch_alone(BatchOrder order)
    {
        int[] lengths = [.. Enumerable.Range(0, 500).Select(i => i * 37 % 60)];

        var once = Flatten(BatchPlan.Create(order, lengths, 8, seed: 3, epoch: 2));

        Assert.Equal(once, Flatten(BatchPlan.Create(order, lengths, 8, seed: 3, epoch: 2)));
        Assert.NotEqual(once, Flatten(BatchPlan.Create(order, lengths, 8, seed: 3, epoch: 1)));
        Assert.NotEqual(once, Flatten(BatchPlan.Create(order, lengths, 8, seed: 2, epoch: 2)));
    }

    [Fact]
    public void Random_order_is_the_same_on_every_version()
    {
        // Computed by a second implementation of the generator and the shuffle, in Python.
        Assert.Equal(RandomOrderOfTen, Flatten(BatchPlan.Create(BatchOrder.Random, new int[10], 4, seed: 1, epoch: 0)));
    }

    [Fact]
    public void Sequential_order_is_file_order()
    {
        var plan = BatchPlan.Create(BatchOrder.Sequential, new int[7], 3, seed: 9, epoch: 4);

        Assert.Equal([0, 1, 2], plan[0].ToArray());
        Assert.Equal([6], plan[2].ToArray());
    }

    [Fact]
    public void Bucketed_batches_hold_neighbours_in_length_and_waste_little()
    {
        // 8,000 lengths from 2 to 61: random batches of 32 pad to about 60, that is, waste nearly half.
        var random = SplitMix64.For(5, 0);
        int[] lengths = [.. Enumerable.Range(0, 8000).Select(_ => 2 + random.NextBelow(60))];

        Assert.InRange(PaddingShare(BatchPlan.Create(BatchOrder.Random, lengths, 32, 1, 0), lengths), 0.40, 0.55);
        Assert.InRange(PaddingShare(BatchPlan.Create(BatchOrder.Bucketed, lengths, 32, 1, 0), lengths), 0.0, 0.03);
    }

    [Fact]
    public void Bucketed_batches_do_not_come_sorted_by_length()
    {
        int[] lengths = [.. Enumerable.Range(0, 1600)];
        var plan = BatchPlan.Create(BatchOrder.Bucketed, lengths, 32, 1, 0);
        int[] longest = [.. Enumerable.Range(0, plan.Count).Select(batch => lengths[plan[batch][^1]])];

        Assert.NotEqual(longest.Order(), longest);
    }

    [Fact]
    public void Batch_size_below_one_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BatchPlan.Create(BatchOrder.Random, new int[3], 0, 1, 0));
    }

    static readonly int[] RandomOrderOfTen = [0, 9, 8, 4, 3, 5, 1, 6, 2, 7];

    static int[] Lengths(byte[] lengths) => [.. lengths.Select(length => (int)length)];

    static int[] Flatten(BatchPlan plan)
    {
        var all = new List<int>();
        for (var batch = 0; batch < plan.Count; batch++)
        {
            all.AddRange(plan[batch]);
        }

        return [.. all];
    }

    static double PaddingShare(BatchPlan plan, int[] lengths)
    {
        long padded = 0;
        for (var batch = 0; batch < plan.Count; batch++)
        {
            var longest = 0;
            foreach (var index in plan[batch])
            {
                longest = Math.Max(longest, lengths[index]);
            }

            padded += (long)longest * plan[batch].Length;
        }

        return 1 - (lengths.Sum() / (double)padded);
    }
}
