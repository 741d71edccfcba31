using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TrainingDynamics.Text.Tests.Tokenization;

/// <summary>
/// Byte-level byte-pair encoding as GPT-2's authors describe it, straight from the description: the regular expression, the
/// table of printable bytes, and merging the best-ranked pair everywhere until none is left.
/// </summary>
sealed class BytePairOracle
{
    static readonly Regex Words = new(
        @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant);

    readonly Dictionary<string, int> _ids;
    readonly Dictionary<(string, string), int> _ranks = [];
    readonly Dictionary<string, int[]> _known = [];
    readonly string[] _spellings = Spellings();

    public BytePairOracle(string folder)
    {
        _ids = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllBytes(Path.Combine(folder, "vocab.json")))!;
        foreach (var line in File.ReadLines(Path.Combine(folder, "merges.txt")).Skip(1).Where(line => line.Length > 0))
        {
            var pair = line.Split(' ');
            _ranks.Add((pair[0], pair[1]), _ranks.Count);
        }
    }

    /// <summary>The ids without special tokens.</summary>
    public int[] Encode(string text) => [.. Split(text).SelectMany(Word)];

    int[] Word(string word)
    {
        if (_known.TryGetValue(word, out var ids))
        {
            return ids;
        }

        var pieces = Encoding.UTF8.GetBytes(word).Select(b => _spellings[b]).ToList();
        while (pieces.Count > 1)
        {
            var best = pieces.Zip(pieces.Skip(1)).MinBy(pair => _ranks.GetValueOrDefault(pair, int.MaxValue));
            if (!_ranks.ContainsKey(best))
            {
                break;
            }

            for (var i = 0; i + 1 < pieces.Count; i++)
            {
                if ((pieces[i], pieces[i + 1]) == best)
                {
                    pieces[i] += pieces[i + 1];
                    pieces.RemoveAt(i + 1);
                }
            }
        }

        return _known[word] = [.. pieces.Select(piece => _ids[piece])];
    }

    // .NET's regular expressions see half a character beyond U+FFFF, so a stand-in of the same class is matched for each.
    static IEnumerable<string> Split(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        var standIns = string.Concat(runes.Select(rune => rune.IsBmp ? rune.ToString() : StandIn(rune)));
        foreach (Match match in Words.Matches(standIns))
        {
            yield return string.Concat(runes[match.Index..(match.Index + match.Length)]);
        }
    }

    static string StandIn(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => "x",
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => "1",
        _ => "☃",
    };

    static string[] Spellings()
    {
        var spellings = new string[256];
        var other = 256;
        for (var b = 0; b < 256; b++)
        {
            var isPrintable = b is (>= '!' and <= '~') or (>= '¡' and <= '¬') or (>= '®' and <= 'ÿ');
            spellings[b] = ((char)(isPrintable ? b : other++)).ToString();
        }

        return spellings;
    }
}
