using System.Runtime.InteropServices;
using TrainingDynamics.Data;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// All token ids of a data set in one array: 67,349 sentences are 4 MB, not 67,349 objects. Example i of <see cref="Source"/> is example i here.
/// </summary>
public sealed class EncodedDataset
{
    readonly int[] _ids;
    readonly int[] _offsets;
    readonly int[] _pairStarts;
    readonly int[] _golds;
    readonly float[] _scores;
    readonly int[] _lengths;

    EncodedDataset(Dataset source, int[] ids, int[] offsets, int[] pairStarts, int truncatedCount)
    {
        (Source, TruncatedCount, _ids, _offsets, _pairStarts) = (source, truncatedCount, ids, offsets, pairStarts);
        _golds = source.IsRegression ? [] : [.. source.Examples.Select(example => (int)example.Gold)];
        _scores = source.IsRegression ? [.. source.Examples.Select(example => (float)example.Gold)] : [];
        _lengths = [.. offsets.Skip(1).Zip(offsets, (end, start) => end - start)];
    }

    /// <summary>The encoded data set, with guids and label names.</summary>
    public Dataset Source { get; }

    /// <summary>Number of examples, N.</summary>
    public int Count => _lengths.Length;

    /// <summary>Examples that lost tokens to the length limit.</summary>
    public int TruncatedCount { get; }

    /// <summary>Tokens of each example, [N].</summary>
    public ReadOnlySpan<int> Lengths => _lengths;

    /// <summary>Label id of each example, [N]; empty in a regression.</summary>
    public ReadOnlySpan<int> Golds => _golds;

    /// <summary>Regression target of each example, [N]; empty unless <see cref="Dataset.IsRegression"/>.</summary>
    public ReadOnlySpan<float> Scores => _scores;

    /// <summary>Token ids of one example, special tokens included, [Length(example)].</summary>
    public ReadOnlySpan<int> this[int example] => _ids.AsSpan(_offsets[example].._offsets[example + 1]);

    /// <summary>Tokens of one example.</summary>
    public int Length(int example) => _lengths[example];

    /// <summary>Place of the second text's first token in the example; equals its length where there is none.</summary>
    public int PairStart(int example) => _pairStarts[example];

    /// <summary>Encodes every example with the same length limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="maxLength"/> leaves no room for the special tokens (2, for pairs 3).
    /// </exception>
    public static EncodedDataset Encode(Dataset dataset, ITokenizer tokenizer, int maxLength)
    {
        var ids = new List<int>(dataset.Examples.Count * 16);
        var offsets = new int[dataset.Examples.Count + 1];
        var pairStarts = new int[dataset.Examples.Count];
        var truncated = 0;
        for (var i = 0; i < pairStarts.Length; i++)
        {
            var example = dataset.Examples[i];
            var encoded = tokenizer.Encode(example.Text, example.TextPair, maxLength, ids);
            offsets[i + 1] = ids.Count;
            pairStarts[i] = encoded.PairStart;
            truncated += encoded.DroppedTokens > 0 ? 1 : 0;
        }

        return new EncodedDataset(dataset, CollectionsMarshal.AsSpan(ids).ToArray(), offsets, pairStarts, truncated);
    }
}
