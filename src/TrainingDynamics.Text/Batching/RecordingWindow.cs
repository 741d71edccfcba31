namespace TrainingDynamics.Text.Batching;

/// <summary>
/// Examples <see cref="Start"/> … <see cref="Start"/> + <see cref="Count"/> − 1 of the file, to be forwarded in batches
/// of like length. The result of example i belongs at place i − <see cref="Start"/> of the window.
/// </summary>
public readonly struct RecordingWindow
{
    readonly ReadOnlyMemory<int> _indices;
    readonly int _batchSize;

    internal RecordingWindow(int start, ReadOnlyMemory<int> indices, int batchSize)
    {
        Start = start;
        _indices = indices;
        _batchSize = batchSize;
    }

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
