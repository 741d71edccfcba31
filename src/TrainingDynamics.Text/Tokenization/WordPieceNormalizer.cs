using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// Normalizes a text as Hugging Face's slow BertTokenizer does before it looks up pieces, as one string: words with single spaces around them,
/// every punctuation mark and special token as a word, over-long words replaced by the unknown token. The library's BertNormalizer drops symbols
/// and joins words over line breaks.
/// </summary>
sealed class WordPieceNormalizer(WordPieceOptions options) : Normalizer
{
    /// <summary>Most code points in a word; a longer one is unknown, as in Hugging Face's WordpieceTokenizer.</summary>
    internal const int LongestWord = 100;

    const char CapitalIWithDot = '\u0130';

    static readonly SearchValues<char> PlainAscii = SearchValues.Create(
        [.. Enumerable.Range(' ', '\u007F' - ' ').Select(code => (char)code), '\t', '\n', '\r']);

    readonly bool _lowerCase = options.LowerCase;
    readonly bool _stripAccents = options.StripAccents ?? options.LowerCase;
    readonly bool _spaceCjk = options.SpaceCjk;
    readonly string _unknown = options.SpecialTokens.Unknown;
    readonly string[] _specials = SpecialsOf(options);
    readonly SearchValues<string> _specialStarts = SearchValues.Create(SpecialsOf(options), StringComparison.Ordinal);

    public override string Normalize(string original) => Normalize(original.AsSpan());

    public override string Normalize(ReadOnlySpan<char> original) =>
        original.ContainsAnyExcept(PlainAscii) || original.ContainsAny(_specialStarts)
            ? NormalizeAny(original)
            : NormalizePlain(original);

    /// <summary>Normalizes any text; <see cref="NormalizePlain"/> is the shortcut for most.</summary>
    internal string NormalizeAny(ReadOnlySpan<char> text)
    {
        var output = new StringBuilder(text.Length + 16);
        while (!text.IsEmpty)
        {
            var start = text.IndexOfAny(_specialStarts);
            AppendSegment(start < 0 ? text : text[..start], output);
            if (start < 0)
            {
                break;
            }

            var special = LongestSpecialAt(text[start..]);
            output.Append(special).Append(' ');
            text = text[(start + special.Length)..];
        }

        return output.ToString();
    }

    /// <summary>Changes case, accents, control and Chinese characters as <see cref="Normalize(string)"/> does, and does not split words.</summary>
    internal string Clean(string text)
    {
        var cleaned = Clean(text.AsSpan());
        return _stripAccents ? WithoutAccents(cleaned).ToString() : cleaned;
    }

    // Nearly all English text: printable ASCII without special tokens needs no Unicode tables.
    string NormalizePlain(ReadOnlySpan<char> text)
    {
        // Every character becomes at most itself and two spaces; a long word may become the unknown token.
        var buffer = ArrayPool<char>.Shared.Rent((3 * text.Length) + _unknown.Length + 1);
        int length = 0, wordStart = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                buffer[length++] = _lowerCase && char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
                continue;
            }

            length = EndWord(buffer, wordStart, length);
            if (c > ' ')
            {
                buffer[length++] = c;
                buffer[length++] = ' ';
            }

            wordStart = length;
        }

        length = EndWord(buffer, wordStart, length);
        string normalized = new(buffer, 0, length);
        ArrayPool<char>.Shared.Return(buffer);
        return normalized;
    }

    int EndWord(char[] buffer, int start, int end)
    {
        if (end == start)
        {
            return end;
        }

        if (end - start > LongestWord)
        {
            _unknown.CopyTo(0, buffer, start, _unknown.Length);
            end = start + _unknown.Length;
        }

        buffer[end] = ' ';
        return end + 1;
    }

    static string[] SpecialsOf(WordPieceOptions options) =>
        [.. options.SpecialTokens.All.Distinct().OrderByDescending(token => token.Length)];

    string LongestSpecialAt(ReadOnlySpan<char> text)
    {
        foreach (var special in _specials)
        {
            if (text.StartsWith(special, StringComparison.Ordinal))
            {
                return special;
            }
        }

        return _unknown;
    }

    void AppendSegment(ReadOnlySpan<char> segment, StringBuilder output)
    {
        var cleaned = Clean(segment);
        foreach (var range in cleaned.AsSpan().Split(' '))
        {
            var word = cleaned.AsSpan(range);
            if (word.IsEmpty)
            {
                continue;
            }
            // A special token that the cleaning has uncovered ("[C\u200BLS]") is left whole, as Hugging Face does.
            if (_specials.AsSpan().Contains(word.ToString()))
            {
                output.Append(word).Append(' ');
            }
            else
            {
                AppendSplitOnPunctuation(_stripAccents ? WithoutAccents(word) : word, output);
            }
        }
    }

    string Clean(ReadOnlySpan<char> segment)
    {
        var cleaned = new StringBuilder(segment.Length + 16);
        Span<char> utf16 = stackalloc char[2];
        // Lone surrogates come out of the enumeration as U+FFFD and are dropped with it.
        foreach (var rune in segment.EnumerateRunes())
        {
            switch (RuneClass.Of(rune))
            {
                case RuneKind.Dropped:
                    break;
                case RuneKind.Space:
                    cleaned.Append(' ');
                    break;
                case RuneKind.Cjk when _spaceCjk:
                    cleaned.Append(' ').Append(utf16[..rune.EncodeToUtf16(utf16)]).Append(' ');
                    break;
                default:
                    if (_lowerCase && rune.Value == CapitalIWithDot)
                    {
                        cleaned.Append("i\u0307");
                    }
                    else
                    {
                        cleaned.Append(utf16[..(_lowerCase ? Rune.ToLowerInvariant(rune) : rune).EncodeToUtf16(utf16)]);
                    }

                    break;
            }
        }

        return cleaned.ToString();
    }

    static ReadOnlySpan<char> WithoutAccents(ReadOnlySpan<char> word)
    {
        if (Ascii.IsValid(word))
        {
            return word;
        }

        var decomposed = word.ToString().Normalize(NormalizationForm.FormD);
        var stripped = new StringBuilder(decomposed.Length);
        Span<char> utf16 = stackalloc char[2];
        foreach (var rune in decomposed.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            {
                stripped.Append(utf16[..rune.EncodeToUtf16(utf16)]);
            }
        }

        return stripped.ToString();
    }

    void AppendSplitOnPunctuation(ReadOnlySpan<char> word, StringBuilder output)
    {
        int start = 0, position = 0, codePoints = 0;
        foreach (var rune in word.EnumerateRunes())
        {
            var next = position + rune.Utf16SequenceLength;
            if (RuneClass.IsPunctuation(rune))
            {
                AppendRun(word[start..position], codePoints, output);
                output.Append(word[position..next]).Append(' ');
                start = next;
                codePoints = 0;
            }
            else
            {
                codePoints++;
            }

            position = next;
        }

        AppendRun(word[start..], codePoints, output);
    }

    void AppendRun(ReadOnlySpan<char> run, int codePoints, StringBuilder output)
    {
        if (codePoints > LongestWord)
        {
            output.Append(_unknown).Append(' ');
        }
        else if (codePoints > 0)
        {
            output.Append(run).Append(' ');
        }
    }
}
