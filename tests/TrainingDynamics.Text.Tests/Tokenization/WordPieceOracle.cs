using System.Globalization;
using System.Text;

namespace TrainingDynamics.Text.Tests.Tokenization;

/// <summary>
/// BERT's uncased tokenization straight from its description: clean, lower-case, strip accents, split on punctuation, then
/// the longest piece that fits, from left to right.
/// </summary>
sealed class WordPieceOracle
{
    readonly Dictionary<string, int> _ids = [];

    public WordPieceOracle(string vocabularyPath)
    {
        foreach (var token in File.ReadLines(vocabularyPath))
        {
            _ids.Add(token, _ids.Count);
        }
    }

    /// <summary>The ids without special tokens.</summary>
    public int[] Encode(string text)
    {
        var words = new StringBuilder();
        foreach (var rune in text.ToLowerInvariant().Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (Rune.IsWhiteSpace(rune))
            {
                words.Append(' ');
            }
            else if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.Control or UnicodeCategory.Format)
            {
                continue;
            }
            else if (Rune.IsPunctuation(rune) || (rune.IsAscii && !Rune.IsLetterOrDigit(rune)))
            {
                words.Append(' ').Append(rune).Append(' ');
            }
            else
            {
                words.Append(rune);
            }
        }

        return [.. words.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Pieces)];
    }

    int[] Pieces(string word)
    {
        var pieces = new List<int>();
        for (var start = 0; start < word.Length;)
        {
            var end = word.Length;
            while (end > start && !_ids.ContainsKey((start > 0 ? "##" : "") + word[start..end]))
            {
                end--;
            }

            if (end == start)
            {
                return [_ids["[UNK]"]];
            }

            pieces.Add(_ids[(start > 0 ? "##" : "") + word[start..end]]);
            start = end;
        }

        return [.. pieces];
    }
}
