using System.Text;
using Tokenizers.DotNet;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>Makes ids with Hugging Face's own tokenizers; special tokens, pairs and truncation are added here.</summary>
#pragma warning disable CA1001 // A tokenizer lives as long as the program, or until the library's finalizer frees it.
sealed class LibraryTokenizer : ITokenizer
#pragma warning restore CA1001
{
    readonly Tokenizer _pieces;
    readonly SpecialTokenLayout _layout;
    readonly TokenizerFiles _files;

    /// <param name="pieces">Gives no special tokens, truncates nothing and pads nothing.</param>
    /// <param name="vocabulary">The ids that it gives.</param>
    /// <param name="layout">The places of special tokens.</param>
    /// <param name="configuration">Names the padding and the length limit.</param>
    /// <param name="files">The files that <see cref="Save"/> writes back.</param>
    public LibraryTokenizer(
        Tokenizer pieces,
        TokenizerJsonVocabulary vocabulary,
        SpecialTokenLayout layout,
        TokenizerConfiguration configuration,
        TokenizerFiles files)
    {
        _pieces = pieces;
        _layout = layout;
        _files = files;
        Source = vocabulary.Source;
        VocabularySize = Math.Max(vocabulary.Size, 1 + layout.LargestId);
        PaddingId = vocabulary.PaddingId(configuration.PaddingToken);
        ModelMaxLength = configuration.ModelMaxLength;
    }

    public string Source { get; }

    public int VocabularySize { get; }

    public int? PaddingId { get; }

    public int? ModelMaxLength { get; }

    /// <summary>
    /// Appends the ids with the special tokens that the file's post-processor names. A lone surrogate counts as U+FFFD.
    /// </summary>
    /// <inheritdoc cref="ITokenizer.Encode"/>
    public EncodedText Encode(string text, string? textPair, int maxLength, List<int> ids) =>
        _layout.Append(Pieces(text), textPair is null ? null : Pieces(textPair), maxLength, ids);

    public void Save(string folder) => _files.Write(folder);

    int[] Pieces(string text)
    {
        try
        {
            var ids = _pieces.Encode(Valid(text));
            // The library's finalizer frees what the call works with.
            GC.KeepAlive(_pieces);
            return Array.ConvertAll(ids, id => checked((int)id));
        }
        catch (TokenizerException exception)
        {
            throw new VocabularyFormatException(
                Source,
                null,
                $"Hugging Face's library cannot make tokens of a text with it: {exception.Message.ReplaceLineEndings(" ")}; get the file again",
                exception);
        }
    }

    // The library refuses halves of surrogate pairs.
    static string Valid(string text) => text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')
        ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))
        : text;
}
