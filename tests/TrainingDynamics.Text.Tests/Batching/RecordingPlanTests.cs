using FsCheck.Xunit;
using TrainingDynamics.Text.Batching;

namespace TrainingDynamics.Text.Tests.Batching;

public sealed class RecordingPlanTests
{
    [Property]
    public void Windows_follow_each_other_and_hold_every_example_once(byte[] lengths, byte size, byte batches)
    {
        if (lengths.Length == 0)
        {
            return;
        }

        int[] tokens = [.. lengths.Select(length => (int)length)];
        int batchSize = 1 + (size % 5), batchesPerWindow = 1 + (batches % 4);

        var plan = RecordingPlan.Create(tokens, batchSize, batchesPerWindow);

        var next = 0;
        for (var w = 0; w < plan.WindowCount; w++)
        {
            var window = plan[w];
            Assert.Equal(next, window.Start);
            Assert.InRange(window.Count, 1, batchSize * batchesPerWindow);
            var members = new List<int>();
            for (var batch = 0; batch < window.BatchCount; batch++)
            {
                Assert.InRange(window.Batch(batch).Length, 1, batchSize);
                members.AddRange(window.Batch(batch));
            }

            Assert.Equal(Enumerable.Range(window.Start, window.Count), members.Order());
            Assert.Equal(members.Select(i => tokens[i]).Order(), members.Select(i => tokens[i]));
            next += window.Count;
        }

        Assert.Equal(lengths.Length, next);
    }

    [Fact]
    public void Window_outside_the_plan_is_refused()
    {
        var plan = RecordingPlan.Create(new int[5], 2);

        Assert.Equal(1, plan.WindowCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan[1]);
    }
}
