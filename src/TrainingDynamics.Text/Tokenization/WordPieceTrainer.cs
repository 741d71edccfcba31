using System.Runtime.InteropServices;
using System.Text;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// Trains a WordPiece vocabulary on texts as Hugging Face's tokenizers do: start from characters, merge the most frequent pair of neighbouring
/// pieces, count again. Microsoft.ML.Tokenizers cannot train.
/// </summary>
public static class WordPieceTrainer
{
    /// <summary>The default vocabulary size: enough for a small model on one data set.</summary>
    public const int DefaultVocabularySize = 8000;

    // As in Hugging Face's trainer: emoji and foreign scripts must not eat a small vocabulary.
    const int LargestAlphabet = 1000;

    /// <summary>
    /// Special tokens first, then the alphabet (characters, then their <c>##</c> forms, by code point), then merged pieces in the order of merging.
    /// The same texts give the same vocabulary: on a tie the pair that is smaller in ordinal order is merged.
    /// </summary>
    /// <param name="texts">Read once.</param>
    /// <param name="vocabularySize">
    /// Never exceeded; there are fewer pieces when no pair occurs twice any more. If even the alphabet does not fit, the rarest characters are
    /// dropped, and words with them become unknown.
    /// </param>
    /// <param name="options">The options of the later tokenizer; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for the special tokens and one character.</exception>
    public static Vocabulary Train(IEnumerable<string> texts, int vocabularySize, WordPieceOptions? options = null)
    {
        options ??= new WordPieceOptions();
        var specials = options.FirstTokens.Distinct().ToArray();
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, specials.Length + 1);

        var wordCounts = CountWords(texts, options, specials);
        var pieces = new PieceList(specials);
        AddAlphabet(wordCounts, pieces, vocabularySize);
        var merger = new PieceMerger(pieces);
        foreach (var (word, count) in wordCounts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            AddWord(merger, pieces, word, count);
        }

        merger.MergeUntil(vocabularySize);
        return new Vocabulary(pieces.Tokens, "vocabulary trained on the texts");
    }

    static Dictionary<string, long> CountWords(IEnumerable<string> texts, WordPieceOptions options, string[] specials)
    {
        var normalizer = new WordPieceNormalizer(options);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var bySpan = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var text in texts)
        {
            var normalized = normalizer.Normalize(text);
            foreach (var range in normalized.AsSpan().Split(' '))
            {
                var word = normalized.AsSpan(range);
                if (!word.IsEmpty)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(bySpan, word, out _)++;
                }
            }
        }

        foreach (var special in specials)
        {
            counts.Remove(special);
        }

        return counts;
    }

    static void AddAlphabet(Dictionary<string, long> wordCounts, PieceList pieces, int vocabularySize)
    {
        var counts = new Dictionary<Rune, long>();
        var continuing = new HashSet<Rune>();
        foreach (var (word, count) in wordCounts)
        {
            var first = true;
            foreach (var rune in word.EnumerateRunes())
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, rune, out _) += count;
                if (!first)
                {
                    continuing.Add(rune);
                }

                first = false;
            }
        }

        var room = vocabularySize - pieces.Count;
        var alphabet = new List<Rune>();
        foreach (var (rune, _) in counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(LargestAlphabet))
        {
            room -= continuing.Contains(rune) ? 2 : 1;
            if (room < 0)
            {
                break;
            }

            alphabet.Add(rune);
        }

        alphabet.Sort();
        foreach (var rune in alphabet)
        {
            pieces.AddOrGet(rune.ToString());
        }

        foreach (var rune in alphabet.Where(continuing.Contains))
        {
            pieces.AddOrGet(PieceList.Continuation + rune);
        }
    }

    // A word with a character outside the alphabet will be unknown whole, so its pairs must not count.
    static void AddWord(PieceMerger merger, PieceList pieces, string word, long count)
    {
        var symbols = new List<int>(word.Length);
        foreach (var rune in word.EnumerateRunes())
        {
            var piece = symbols.Count == 0 ? rune.ToString() : PieceList.Continuation + rune;
            if (!pieces.TryGet(piece, out var symbol))
            {
                return;
            }

            symbols.Add(symbol);
        }

        merger.AddWord(symbols, count);
    }
}
