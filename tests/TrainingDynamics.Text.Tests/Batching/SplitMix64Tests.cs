using TrainingDynamics.Text.Batching;

namespace TrainingDynamics.Text.Tests.Batching;

public sealed class SplitMix64Tests
{
    [Fact]
    public void Sequence_is_the_published_one()
    {
        // Reference output of the authors' C code for seed 1234567.
        var random = new SplitMix64(1234567);

        ulong[] drawn = [random.Next(), random.Next(), random.Next(), random.Next(), random.Next()];

        Assert.Equal(
            [
                6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
            ],
            drawn);
    }

    [Fact]
    public void Draws_below_a_bound_are_uniform()
    {
        var random = SplitMix64.For(1, 0);
        var counts = new int[6];

        for (var i = 0; i < 60_000; i++)
        {
            counts[random.NextBelow(6)]++;
        }

        // Standard deviation of a count is 91; five of them.
        Assert.All(counts, count => Assert.InRange(count, 10_000 - 456, 10_000 + 456));
    }
}
