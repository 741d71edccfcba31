using System.Text;
using Microsoft.ML.Tokenizers;
using PieceLookup = Microsoft.ML.Tokenizers.WordPieceTokenizer;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// Makes WordPiece ids, the same ids as Hugging Face's slow BertTokenizer or MPNetTokenizer. The library looks the pieces up;
/// <see cref="WordPieceNormalizer"/> does everything before that.
/// </summary>
public sealed class WordPieceTokenizer : ITokenizer
{
    readonly PieceLookup _pieces;
    readonly WordPieceNormalizer _normalizer;
    readonly SpecialTokenLayout _layout;
    readonly AddedTokens _rawTokens;
    readonly AddedTokens _normalizedTokens;
    readonly bool _hasNormalizedTokens;
    readonly TokenizerFiles _files;

    /// <param name="vocabulary">Must have the special tokens, except the mask token.</param>
    /// <param name="options">Null: lower case, accents stripped, BERT's special tokens.</param>
    /// <exception cref="VocabularyFormatException">A special token is missing from the vocabulary.</exception>
    public WordPieceTokenizer(Vocabulary vocabulary, WordPieceOptions? options = null)
        : this(vocabulary, options ?? new WordPieceOptions(), [], TokenizerFiles.None)
    {
    }

    /// <param name="vocabulary">The pieces.</param>
    /// <param name="options">How text is split into words.</param>
    /// <param name="added">Tokens that are found in a text first.</param>
    /// <param name="files">The files that <see cref="Save"/> writes back.</param>
    internal WordPieceTokenizer(
        Vocabulary vocabulary,
        WordPieceOptions options,
        IReadOnlyCollection<AddedToken> added,
        TokenizerFiles files)
    {
        Vocabulary = vocabulary;
        Options = options;
        _files = files;
        _normalizer = new WordPieceNormalizer(options);
        PaddingId = Id(options.SpecialTokens.Padding);
        _ = vocabulary.GetId(options.SpecialTokens.Unknown);
        var (classifier, separator) = (Id(options.SpecialTokens.Classifier), Id(options.SpecialTokens.Separator));
        var layout = options.IsMpnet ? SpecialTokenLayout.Roberta(classifier, separator) : SpecialTokenLayout.Bert(classifier, separator);
        _layout = layout with { CutsBeginning = options.CutsBeginning };
        VocabularySize = Math.Max(vocabulary.Count, 1 + added.Select(token => token.Id).Append(_layout.LargestId).Max());
        _rawTokens = new AddedTokens(added.Where(token => !token.Normalized));
        _normalizedTokens = new AddedTokens(
            added.Where(token => token.Normalized)
                .Select(token => token with { Content = _normalizer.Clean(token.Content) })
                .Where(token => token.Content.Length > 0));
        _hasNormalizedTokens = added.Any(token => token.Normalized);

        using var lines = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(vocabulary.Tokens.Select(token => token + "\n"))));
        _pieces = PieceLookup.Create(lines, new Microsoft.ML.Tokenizers.WordPieceOptions
        {
            Normalizer = _normalizer,
            PreTokenizer = PreTokenizer.CreateWhiteSpace(),
            UnknownToken = options.SpecialTokens.Unknown,
            // The library counts UTF-16 units where the limit is in code points, so the normalizer applies it.
            MaxInputCharsPerWord = 2 * WordPieceNormalizer.LongestWord,
        });

        int Id(string token) => AddedTokens.Find(added, token) ?? vocabulary.GetId(token);
    }

    /// <summary>The pieces.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>How text is split into words.</summary>
    public WordPieceOptions Options { get; }

    /// <inheritdoc/>
    public string Source => Vocabulary.Source;

    /// <inheritdoc/>
    public int VocabularySize { get; }

    /// <inheritdoc/>
    public int? PaddingId { get; }

    /// <inheritdoc/>
    public int? ModelMaxLength => Options.ModelMaxLength;

    /// <summary>Reads <c>vocab.txt</c> and the other tokenizer files of a folder.</summary>
    /// <exception cref="VocabularyFormatException">A file is missing or malformed, or the words are not split as BERT does.</exception>
    public static WordPieceTokenizer Load(string folder)
    {
        var configuration = TokenizerConfiguration.Load(folder);
        configuration.RefuseOtherWords();
        var vocabulary = Vocabulary.Load(Path.Combine(folder, TokenizerFolder.VocabularyFile));
        var options = WordPieceOptions.From(configuration, vocabulary);
        return new WordPieceTokenizer(
            vocabulary,
            options,
            [.. configuration.AddedTokens(options.SpecialTokens)],
            TokenizerFiles.Read(folder));
    }

    /// <inheritdoc/>
    public void Save(string folder)
    {
        _files.Write(folder);
        if (!_files.Hold(TokenizerFolder.VocabularyFile))
        {
            Vocabulary.Save(Path.Combine(folder, TokenizerFolder.VocabularyFile));
        }
        // Said even where the tokenizer does not say it: Hugging Face lower-cases when nothing does.
        if (!_files.Hold(TokenizerFolder.ConfigurationFile))
        {
            Options.Save(Path.Combine(folder, TokenizerFolder.ConfigurationFile));
        }

        if (!_files.Hold(TokenizerFolder.SpecialTokensFile))
        {
            Options.SpecialTokens.Save(Path.Combine(folder, TokenizerFolder.SpecialTokensFile));
        }
    }

    /// <summary>
    /// Appends <c>[CLS] text [SEP]</c> or <c>[CLS] text [SEP] pair [SEP]</c>, for MPNet <c>&lt;s&gt; text &lt;/s&gt;</c> or
    /// <c>&lt;s&gt; text &lt;/s&gt;&lt;/s&gt; pair &lt;/s&gt;</c>. Lone surrogates and control characters are dropped.
    /// </summary>
    /// <inheritdoc cref="ITokenizer.Encode"/>
    public EncodedText Encode(string text, string? textPair, int maxLength, List<int> ids) =>
        _layout.Append(Pieces(text), textPair is null ? null : Pieces(textPair), maxLength, ids);

    IReadOnlyList<int> Pieces(string text) => _rawTokens.Encode(text, PiecesBetween);

    IReadOnlyList<int> PiecesBetween(string text) => _hasNormalizedTokens
        ? _normalizedTokens.Encode(_normalizer.Clean(text), PiecesOf)
        : PiecesOf(text);

    IReadOnlyList<int> PiecesOf(string text) => _pieces.EncodeToIds(text);
}
