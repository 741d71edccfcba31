using System.Buffers;
using System.Globalization;
using System.Text;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// Finds added tokens in a text, from left to right, at one place the longest, as Hugging Face does. Own code because the
/// library's tokenizers do not know the white space that goes with a token.
/// </summary>
sealed class AddedTokens
{
    readonly AddedToken[] _tokens;
    readonly SearchValues<string> _starts;

    /// <param name="tokens">None twice; may be empty.</param>
    public AddedTokens(IEnumerable<AddedToken> tokens)
    {
        _tokens = [.. tokens.OrderByDescending(token => token.Content.Length)];
        _starts = SearchValues.Create([.. _tokens.Select(token => token.Content)], StringComparison.Ordinal);
    }

    /// <summary>No tokens.</summary>
    public static AddedTokens None { get; } = new([]);

    /// <summary>The id of the token with that spelling; null when it is none of them.</summary>
    public static int? Find(IEnumerable<AddedToken> tokens, string content) =>
        tokens.Where(token => token.Content == content).Select(token => (int?)token.Id).FirstOrDefault();

    /// <summary>The ids of a text: of the added tokens in it, and what <paramref name="encode"/> makes of the rest.</summary>
    public IReadOnlyList<int> Encode(string text, Func<string, IReadOnlyList<int>> encode)
    {
        if (_tokens.Length == 0 || !text.AsSpan().ContainsAny(_starts))
        {
            return encode(text);
        }

        var ids = new List<int>();
        int done = 0, position = 0;
        while (position < text.Length && text.AsSpan(position).IndexOfAny(_starts) is >= 0 and var offset)
        {
            var start = position + offset;
            var token = _tokens.First(token => text.AsSpan(start).StartsWith(token.Content, StringComparison.Ordinal));
            var end = start + token.Content.Length;
            position = end;
            if (token.SingleWord && (EndsInWord(text.AsSpan(0, start)) || StartsWithWord(text.AsSpan(end))))
            {
                continue;
            }

            var rest = text.AsSpan(done, start - done);
            AddText(token.StripsLeft ? rest.TrimEnd() : rest);
            ids.Add(token.Id);
            if (token.StripsRight)
            {
                position = text.Length - text.AsSpan(end).TrimStart().Length;
            }

            done = position;
        }

        AddText(text.AsSpan(done));
        return ids;

        void AddText(ReadOnlySpan<char> segment)
        {
            if (!segment.IsEmpty)
            {
                ids.AddRange(encode(segment.ToString()));
            }
        }
    }

    static bool EndsInWord(ReadOnlySpan<char> text) =>
        Rune.DecodeLastFromUtf16(text, out var rune, out _) == OperationStatus.Done && IsWord(rune);

    static bool StartsWithWord(ReadOnlySpan<char> text) =>
        Rune.DecodeFromUtf16(text, out var rune, out _) == OperationStatus.Done && IsWord(rune);

    // What regular expressions mean by \w.
    static bool IsWord(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;
}
