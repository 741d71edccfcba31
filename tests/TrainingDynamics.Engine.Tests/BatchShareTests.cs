using FsCheck;
using FsCheck.Xunit;
using TrainingDynamics.Engine.Parallel;

namespace TrainingDynamics.Engine.Tests;

public sealed class BatchShareTests
{
    [Property]
    public void The_shares_of_all_processes_are_the_batch_and_differ_by_one_example_at_most(PositiveInt processes, int[] batch)
    {
        var size = processes.Get % 9 + 1;
        var shares = Enumerable.Range(0, size).Select(rank => ((ICollective)new RankedProcess(rank, size)).ShareOf(batch)).ToList();
        Assert.Equal(batch.Order(), shares.SelectMany(share => share).Order());
        Assert.InRange(shares.Max(share => share.Length) - shares.Min(share => share.Length), 0, 1);
    }

    [Fact]
    public void One_process_has_the_batch_as_it_is() => Assert.Equal([3, 1, 2], ((ICollective)new OneProcess()).ShareOf([3, 1, 2]));
}
