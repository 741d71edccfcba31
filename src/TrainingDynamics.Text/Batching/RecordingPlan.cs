namespace TrainingDynamics.Text.Batching;

/// <summary>
/// How to forward a whole set in tight batches and still write its records in file order: windows of consecutive
/// examples, each sorted by length inside and cut into batches. A recorder keeps the logits of one window at a time.
/// Nothing in it is random.
/// </summary>
public sealed class RecordingPlan
{
    readonly int[] _indices;
    readonly int _batchSize;
    readonly int _windowLength;

    RecordingPlan(int[] indices, int batchSize, int windowLength)
    {
        _indices = indices;
        _batchSize = batchSize;
        _windowLength = windowLength;
    }

    /// <summary>Number of windows.</summary>
    public int WindowCount => (_indices.Length + _windowLength - 1) / _windowLength;

    /// <summary>Examples over all windows, for progress.</summary>
    public int ExampleCount => _indices.Length;

    /// <summary>Window <paramref name="window"/>, 0-based; windows follow each other in file order without gaps.</summary>
    public RecordingWindow this[int window]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(window);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(window, WindowCount);
            var start = window * _windowLength;
            var length = Math.Min(_windowLength, _indices.Length - start);
            return new RecordingWindow(start, _indices.AsMemory(start, length), _batchSize);
        }
    }

    /// <param name="lengths">Tokens of each example, [N], N ≥ 1.</param>
    /// <param name="batchSize">At least 1.</param>
    /// <param name="batchesPerWindow">
    /// At least 1; more mean less padding and more logits held back (50 batches of 64 of two classes are 26 kB).
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">No examples, or a size below 1.</exception>
    public static RecordingPlan Create(ReadOnlySpan<int> lengths, int batchSize, int batchesPerWindow = 50)
    {
        ArgumentOutOfRangeException.ThrowIfZero(lengths.Length, nameof(lengths));
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchesPerWindow, 1);
        var indices = new int[lengths.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = i;
        }

        var windowLength = (int)Math.Min((long)batchSize * batchesPerWindow, indices.Length);
        for (var start = 0; start < indices.Length; start += windowLength)
        {
            LengthSort.Sort(indices.AsSpan(start, Math.Min(windowLength, indices.Length - start)), lengths);
        }

        return new RecordingPlan(indices, batchSize, windowLength);
    }
}
