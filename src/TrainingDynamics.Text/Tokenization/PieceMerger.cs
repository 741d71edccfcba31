using System.Runtime.InteropServices;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// Words as sequences of pieces, with the counts of neighbouring pairs kept up to date while pairs are merged: a merge visits only the words with
/// its pair, so that thousands of merges over a large data set take a second.
/// </summary>
sealed class PieceMerger(PieceList pieces)
{
    const long LeastCount = 2; // a pair seen once would only spell out one rare word

    readonly List<(int[] Symbols, long Count)> _words = [];
    readonly Dictionary<(int Left, int Right), long> _counts = [];
    readonly Dictionary<(int Left, int Right), HashSet<int>> _wordsOf = [];
    readonly PriorityQueue<(int Left, int Right), (long Count, string Left, string Right)> _queue = new(new MostFrequentFirst());

    /// <summary>Adds a word in its first split, one piece per character, with the number of its occurrences.</summary>
    public void AddWord(IReadOnlyList<int> symbols, long count)
    {
        var word = _words.Count;
        _words.Add(([.. symbols], count));
        for (var i = 1; i < symbols.Count; i++)
        {
            Count((symbols[i - 1], symbols[i]), count, word);
        }
    }

    /// <summary>Merges the most frequent pairs until there are <paramref name="size"/> pieces or no pair is left.</summary>
    public void MergeUntil(int size)
    {
        foreach (var (pair, count) in _counts)
        {
            Enqueue(pair, count);
        }

        var changed = new HashSet<(int Left, int Right)>();
        while (pieces.Count < size && _queue.TryDequeue(out var pair, out var priority))
        {
            // Entries are not removed when counts change: an outdated one is put back where it now belongs.
            var count = _counts.GetValueOrDefault(pair);
            if (count != priority.Count)
            {
                Enqueue(pair, count);
                continue;
            }

            Merge(pair, changed);
            foreach (var neighbour in changed)
            {
                Enqueue(neighbour, _counts.GetValueOrDefault(neighbour));
            }

            changed.Clear();
        }
    }

    void Enqueue((int Left, int Right) pair, long count)
    {
        if (count >= LeastCount)
        {
            _queue.Enqueue(pair, (count, pieces[pair.Left], pieces[pair.Right]));
        }
    }

    void Merge((int Left, int Right) pair, HashSet<(int Left, int Right)> changed)
    {
        var joined = pieces.Join(pair.Left, pair.Right);
        _wordsOf.Remove(pair, out var words);
        foreach (var word in words ?? [])
        {
            var (symbols, count) = _words[word];
            var merged = Replace(symbols, pair, joined);
            for (var i = 1; i < symbols.Length; i++)
            {
                Count((symbols[i - 1], symbols[i]), -count, word);
            }

            for (var i = 1; i < merged.Length; i++)
            {
                var neighbour = (merged[i - 1], merged[i]);
                Count(neighbour, count, word);
                if (merged[i - 1] == joined || merged[i] == joined)
                {
                    changed.Add(neighbour);
                }
            }

            _words[word] = (merged, count);
        }

        _counts.Remove(pair);
    }

    void Count((int Left, int Right) pair, long change, int word)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _) += change;
        if (change > 0)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(_wordsOf, pair, out _) ??= []).Add(word);
        }
    }

    static int[] Replace(int[] symbols, (int Left, int Right) pair, int joined)
    {
        var merged = new List<int>(symbols.Length);
        for (var i = 0; i < symbols.Length; i++)
        {
            if (i + 1 < symbols.Length && symbols[i] == pair.Left && symbols[i + 1] == pair.Right)
            {
                merged.Add(joined);
                i++;
            }
            else
            {
                merged.Add(symbols[i]);
            }
        }

        return [.. merged];
    }

    sealed class MostFrequentFirst : IComparer<(long Count, string Left, string Right)>
    {
        public int Compare((long Count, string Left, string Right) x, (long Count, string Left, string Right) y)
        {
            var (byCount, byLeft) = (y.Count.CompareTo(x.Count), string.CompareOrdinal(x.Left, y.Left));
            return byCount != 0 ? byCount : byLeft != 0 ? byLeft : string.CompareOrdinal(x.Right, y.Right);
        }
    }
}
