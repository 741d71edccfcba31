namespace TrainingDynamics.Text.Batching;

/// <summary>
/// A plan to forward a whole set in tight batches and still write its records in file order: windows of consecutive examples, each sorted by length
/// and cut into batches. A recorder keeps the logits of one window at a time. Nothing in it is random.
/// </summary>
public sealed class RecordingPlan
{
    readonly int[] _indices;
    readonly int _batchSize;
    readonly int _windowLength;

    RecordingPlan(int[] indices, int batchSize, int windowLength) =>
        (_indices, _batchSize, _windowLength) = (indices, batchSize, windowLength);

    /// <summary>Number of windows.</summary>
    public int WindowCount => (_indices.Length + _windowLength - 1) / _windowLength;

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
    /// At least 1; more mean less padding and more logits held back (50 batches of 64 with two classes are 26 kB).
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">No examples, or a size below 1.</exception>
    public static RecordingPlan Create(ReadOnlySpan<int> lengths, int batchSize, int batchesPerWindow = 50)
    {
        ArgumentOutOfRangeException.ThrowIfZero(lengths.Length, nameof(lengths));
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchesPerWindow, 1);
        int[] indices = [.. Enumerable.Range(0, lengths.Length)];
        var windowLength = (int)Math.Min((long)batchSize * batchesPerWindow, indices.Length);
        for (var start = 0; start < indices.Length; start += windowLength)
        {
            LengthSort.Sort(indices.AsSpan(start, Math.Min(windowLength, indices.Length - start)), lengths);
        }

        return new RecordingPlan(indices, batchSize, windowLength);
    }
}

/// <summary>
/// Examples <see cref="Start"/> … <see cref="Start"/> + <see cref="Count"/> − 1 of the file, to be forwarded in batches of like length. The result
/// of example i belongs at place i − <see cref="Start"/> of the window.
/// </summary>
public readonly struct RecordingWindow
{
    readonly ReadOnlyMemory<int> _indices;
    readonly int _batchSize;

    internal RecordingWindow(int start, ReadOnlyMemory<int> indices, int batchSize) =>
        (Start, _indices, _batchSize) = (start, indices, batchSize);

    /// <summary>Index of the first example, in file order.</summary>
    public int Start { get; }

    /// <summary>Number of examples.</summary>
    public int Count => _indices.Length;

    /// <summary>Number of batches, ceil(Count / batch size).</summary>
    public int BatchCount => (_indices.Length + _batchSize - 1) / _batchSize;

    /// <summary>Example indices of one batch, [B], into the whole set (not into the window).</summary>
    public ReadOnlySpan<int> Batch(int batch)
    {
        var start = batch * _batchSize;
        return _indices.Span.Slice(start, Math.Min(_batchSize, _indices.Length - start));
    }
}
