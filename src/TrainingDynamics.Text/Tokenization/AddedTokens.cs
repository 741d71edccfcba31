using System.Buffers;
using System.Globalization;
using System.Text;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// Finds added tokens in a text, from left to right, at one place the longest, as Hugging Face does. The library's tokenizers do not know which
/// white space belongs to a token.
/// </summary>
sealed class AddedTokens
{
    readonly AddedToken[] _tokens;
    readonly SearchValues<string> _starts;

    /// <param name="tokens">Each token once; may be empty.</param>
    public AddedTokens(IEnumerable<AddedToken> tokens)
    {
        _tokens = [.. tokens.OrderByDescending(token => token.Content.Length)];
        _starts = SearchValues.Create([.. _tokens.Select(token => token.Content)], StringComparison.Ordinal);
    }

    /// <summary>The id of the token with this spelling; null where there is none.</summary>
    public static int? Find(IEnumerable<AddedToken> tokens, string content) =>
        tokens.Where(token => token.Content == content).Select(token => (int?)token.Id).FirstOrDefault();

    /// <summary>The ids of a text: of the added tokens in it, and of the rest by <paramref name="encode"/>.</summary>
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

/// <summary>A token that is found whole in a text, before the text is split into pieces.</summary>
/// <param name="Content">Its spelling, case-sensitive; not empty.</param>
/// <param name="Id">May lie beyond the vocabulary.</param>
/// <param name="StripsLeft">True: takes the white space before it.</param>
/// <param name="StripsRight">True: takes the white space after it.</param>
/// <param name="SingleWord">True: not found inside a word.</param>
/// <param name="Normalized">True: searched in normalized form in the normalized text; else in the text as it is.</param>
readonly record struct AddedToken(
    string Content,
    int Id,
    bool StripsLeft = false,
    bool StripsRight = false,
    bool SingleWord = false,
    bool Normalized = false);
