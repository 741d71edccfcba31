namespace TrainingDynamics.Text.Batching;

/// <summary>
/// The SplitMix64 generator of Steele, Lea and Flood (2014). The order of a run's batches must not depend on the .NET version, and
/// <see cref="System.Random"/> promises no sequence across versions.
/// </summary>
struct SplitMix64(ulong state)
{
    ulong _state = state;

    /// <summary>The generator for one epoch of one seed; different pairs give unrelated sequences.</summary>
    public static SplitMix64 For(int seed, int epoch) =>
        new(new SplitMix64(((ulong)(uint)seed << 32) | (uint)epoch).Next());

    /// <summary>Uniform over all 64-bit values.</summary>
    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform over [0, bound), without modulo bias (Lemire 2019).</summary>
    public int NextBelow(int bound)
    {
        var threshold = (0UL - (ulong)bound) % (ulong)bound;
        while (true)
        {
            var high = Math.BigMul(Next(), (ulong)bound, out var low);
            if (low >= threshold)
            {
                return (int)high;
            }
        }
    }

    /// <summary>Fisher-Yates, in place.</summary>
    public void Shuffle(Span<int> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = NextBelow(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
