using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Text.Batching;

/// <summary>
/// One padded batch in CPU memory, ready to be copied into tensors. Its buffers are reused: what <see cref="Fill"/> wrote is valid until the next
/// call. Not safe for use by two threads.
/// </summary>
public sealed class TokenBatch
{
    long[] _inputIds = [];
    long[] _typeIds = [];
    long[] _attentionMask = [];
    long[] _golds = [];
    float[] _scores = [];
    int[] _indices = [];

    /// <summary>Examples in the batch, B; 0 before the first <see cref="Fill"/>.</summary>
    public int Size { get; private set; }

    /// <summary>Tokens of the longest example, rounded up to the padding multiple, T.</summary>
    public int Length { get; private set; }

    /// <summary>False when every example fills its row, so that no mask is needed.</summary>
    public bool HasPadding { get; private set; }

    /// <summary>Token ids, [B, T] row-major, padded at the end.</summary>
    public Memory<long> InputIds => _inputIds.AsMemory(0, Size * Length);

    /// <summary>0 in the first segment and in the padding, 1 in the second, [B, T] row-major.</summary>
    public Memory<long> TypeIds => _typeIds.AsMemory(0, Size * Length);

    /// <summary>1 where there is a token, 0 in the padding, [B, T] row-major.</summary>
    public Memory<long> AttentionMask => _attentionMask.AsMemory(0, Size * Length);

    /// <summary>True when the batch has regression targets instead of label ids.</summary>
    public bool IsRegression { get; private set; }

    /// <summary>Label ids, [B]; empty in a regression.</summary>
    public Memory<long> Golds => _golds.AsMemory(0, IsRegression ? 0 : Size);

    /// <summary>Regression targets, [B]; empty unless <see cref="IsRegression"/>.</summary>
    public Memory<float> Scores => _scores.AsMemory(0, IsRegression ? Size : 0);

    /// <summary>Indices of the examples in the set, [B].</summary>
    public ReadOnlyMemory<int> Indices => _indices.AsMemory(0, Size);

    /// <summary>Replaces the batch's content.</summary>
    /// <param name="dataset">Gives the tokens.</param>
    /// <param name="indices">Examples, [B], B ≥ 1.</param>
    /// <param name="paddingId">Token id written into the padding.</param>
    /// <param name="lengthMultiple">T becomes a multiple of this; 8 suits tensor cores, 1 wastes nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">No examples, or a multiple below 1.</exception>
    public void Fill(EncodedDataset dataset, ReadOnlySpan<int> indices, int paddingId, int lengthMultiple = 1)
    {
        ArgumentOutOfRangeException.ThrowIfZero(indices.Length, nameof(indices));
        ArgumentOutOfRangeException.ThrowIfLessThan(lengthMultiple, 1);
        // Of a text without any token, as of an empty one where nothing goes around texts, the row is one place of padding.
        int longest = 1, shortest = int.MaxValue;
        foreach (var index in indices)
        {
            longest = Math.Max(longest, dataset.Length(index));
            shortest = Math.Min(shortest, dataset.Length(index));
        }

        Size = indices.Length;
        Length = (longest + lengthMultiple - 1) / lengthMultiple * lengthMultiple;
        HasPadding = shortest < Length;
        IsRegression = dataset.Source.IsRegression;
        Grow();
        indices.CopyTo(_indices);
        for (var row = 0; row < indices.Length; row++)
        {
            var index = indices[row];
            if (IsRegression)
            {
                _scores[row] = dataset.Scores[index];
            }
            else
            {
                _golds[row] = dataset.Golds[index];
            }

            FillRow(dataset[index], dataset.PairStart(index), row * Length, paddingId);
        }
    }

    void FillRow(ReadOnlySpan<int> ids, int pairStart, int offset, int paddingId)
    {
        var inputIds = _inputIds.AsSpan(offset, Length);
        for (var t = 0; t < ids.Length; t++)
        {
            inputIds[t] = ids[t];
        }

        inputIds[ids.Length..].Fill(paddingId);

        var typeIds = _typeIds.AsSpan(offset, Length);
        typeIds.Clear();
        typeIds[pairStart..ids.Length].Fill(1);

        var mask = _attentionMask.AsSpan(offset, Length);
        mask[..ids.Length].Fill(1);
        mask[ids.Length..].Clear();
    }

    void Grow()
    {
        if (_inputIds.Length < Size * Length)
        {
            var capacity = Math.Max(Size * Length, 2 * _inputIds.Length);
            _inputIds = new long[capacity];
            _typeIds = new long[capacity];
            _attentionMask = new long[capacity];
        }

        if (_golds.Length < Size)
        {
            _golds = new long[Size];
            _scores = new float[Size];
            _indices = new int[Size];
        }
    }
}
