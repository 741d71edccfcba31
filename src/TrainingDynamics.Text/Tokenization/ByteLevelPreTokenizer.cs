using System.Buffers;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// Splits a text as GPT-2 does: English contractions; runs of letters, of numbers and of other characters, each with one space before it; runs of
/// white space. The library's RobertaPreTokenizer treats letters and digits beyond the Basic Multilingual Plane as other characters.
/// </summary>
sealed class ByteLevelPreTokenizer : PreTokenizer
{
    static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    enum Kind
    {
        Letter,
        Number,
        Other,
        Space,
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => Split(text);

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => Split(text);

    static List<(int Offset, int Length)> Split(ReadOnlySpan<char> text)
    {
        var words = new List<(int, int)>();
        for (int start = 0, length; start < text.Length; start += length)
        {
            length = WordLength(text[start..]);
            words.Add((start, length));
        }

        return words;
    }

    static int WordLength(ReadOnlySpan<char> text)
    {
        if (text[0] == '\'')
        {
            foreach (var contraction in Contractions)
            {
                if (text.StartsWith(contraction, StringComparison.Ordinal))
                {
                    return contraction.Length;
                }
            }
        }

        var start = text[0] == ' ' && text.Length > 1 ? 1 : 0;
        var kind = KindAt(text[start..], out _);
        if (kind != Kind.Space)
        {
            return start + RunLength(text[start..], kind);
        }

        var spaces = RunLength(text, Kind.Space);
        // The last white space before a word is left for that word, unless it is the only one.
        return spaces == text.Length || spaces == 1 ? spaces : spaces - 1;
    }

    static int RunLength(ReadOnlySpan<char> text, Kind kind)
    {
        var length = 0;
        while (length < text.Length && KindAt(text[length..], out var next) == kind)
        {
            length += next;
        }

        return length;
    }

    static Kind KindAt(ReadOnlySpan<char> text, out int length)
    {
        var c = text[0];
        length = 1;
        if (char.IsAscii(c))
        {
            return char.IsAsciiLetter(c) ? Kind.Letter : char.IsAsciiDigit(c) ? Kind.Number
                : char.IsWhiteSpace(c) ? Kind.Space : Kind.Other;
        }

        if (Rune.DecodeFromUtf16(text, out var rune, out length) != OperationStatus.Done)
        {
            return Kind.Other;
        }

        return Rune.IsLetter(rune) ? Kind.Letter : Rune.IsNumber(rune) ? Kind.Number
            : Rune.IsWhiteSpace(rune) ? Kind.Space : Kind.Other;
    }
}
