using System.Collections.ObjectModel;
using System.Text;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>The tokens of a <c>vocab.txt</c>: one per line; the id is the 0-based line number.</summary>
public sealed class Vocabulary
{
    readonly Dictionary<string, int> _ids;
    readonly string[] _tokens;

    /// <param name="tokens">In id order; none empty, each once, none with a line break.</param>
    /// <param name="source">The name in messages: the path, or a description of a vocabulary made in memory.</param>
    /// <exception cref="VocabularyFormatException">There are no tokens, or a token is empty or occurs twice.</exception>
    public Vocabulary(IEnumerable<string> tokens, string source)
    {
        _tokens = [.. tokens];
        Source = source;
        if (_tokens.Length == 0)
        {
            throw new VocabularyFormatException(source, null, "found no tokens, expected one token a line");
        }

        _ids = new Dictionary<string, int>(_tokens.Length, StringComparer.Ordinal);
        for (var id = 0; id < _tokens.Length; id++)
        {
            // Other white space can be a token, though no text reaches it.
            if (_tokens[id].AsSpan().Trim(" \t").IsEmpty || _tokens[id].AsSpan().ContainsAny('\n', '\r'))
            {
                throw new VocabularyFormatException(source, id + 1, "found a blank line, expected a token; remove the line");
            }

            if (!_ids.TryAdd(_tokens[id], id))
            {
                throw new VocabularyFormatException(
                    source,
                    id + 1,
                    $"found the token '{_tokens[id]}' a second time (first on line {_ids[_tokens[id]] + 1}), "
                    + "expected every token once; take the vocabulary that belongs to the model");
            }
        }

        Tokens = new ReadOnlyCollection<string>(_tokens);
    }

    /// <summary>The path it was loaded from, or a description.</summary>
    public string Source { get; }

    /// <summary>Number of tokens; ids are 0 … Count − 1.</summary>
    public int Count => _tokens.Length;

    /// <summary>Tokens by id.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>Reads a <c>vocab.txt</c> in UTF-8; LF and CRLF are accepted.</summary>
    /// <exception cref="VocabularyFormatException">The file is missing, empty, not UTF-8, or holds a token twice.</exception>
    public static Vocabulary Load(string path)
    {
        try
        {
            var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            return new Vocabulary(RegularFile.ReadLines(path, RegularFile.MostTokenizerBytes, utf8), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new VocabularyFormatException(
                path,
                null,
                $"expected a vocabulary with one UTF-8 token a line: {exception.Message.ReplaceLineEndings(" ")}",
                exception);
        }
    }

    /// <summary>Writes it as a <c>vocab.txt</c> that Hugging Face's tokenizers read.</summary>
    public void Save(string path)
    {
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        foreach (var token in _tokens)
        {
            writer.WriteLine(token);
        }
    }

    /// <summary>The id of a required token.</summary>
    /// <exception cref="VocabularyFormatException">There is no such token.</exception>
    public int GetId(string token) =>
        _ids.TryGetValue(token, out var id)
            ? id
            : throw new VocabularyFormatException(
                Source,
                null,
                $"found no token '{token}' among {Count}, expected it; take the vocabulary that belongs to the model");
}
