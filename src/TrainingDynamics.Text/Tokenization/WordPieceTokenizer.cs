using Microsoft.ML.Tokenizers;
using PieceLookup = Microsoft.ML.Tokenizers.WordPieceTokenizer;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// Text to WordPiece ids, the same ids as Hugging Face's slow BertTokenizer gives. The library looks the pieces up;
/// everything before that is <see cref="WordPieceNormalizer"/>.
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

    /// <param name="vocabulary">Must hold the special tokens (the mask token may be missing).</param>
    /// <param name="options">Null: lower case, accents stripped, BERT's special tokens.</param>
    /// <exception cref="VocabularyFormatException">A special token is missing from the vocabulary.</exception>
    public WordPieceTokenizer(Vocabulary vocabulary, WordPieceOptions? options = null)
        : this(vocabulary, options ?? new WordPieceOptions(), [], TokenizerFiles.None)
    {
    }

    /// <param name="vocabulary">The pieces.</param>
    /// <param name="options">How words are made of text.</param>
    /// <param name="added">Found in a text before anything else.</param>
    /// <param name="files">What <see cref="Save"/> writes back.</param>
    internal WordPieceTokenizer(
        Vocabulary vocabulary,
        WordPieceOptions options,
        IReadOnlyCollection<AddedToken> added,
        TokenizerFiles files)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Vocabulary = vocabulary;
        Options = options;
        _files = files;
        _normalizer = new WordPieceNormalizer(options);
        PaddingId = Id(options.SpecialTokens.Padding);
        UnknownId = vocabulary.GetId(options.SpecialTokens.Unknown);
        _layout = SpecialTokenLayout.Bert(Id(options.SpecialTokens.Classifier), Id(options.SpecialTokens.Separator));
        VocabularySize = Math.Max(vocabulary.Count, 1 + added.Select(token => token.Id).Append(_layout.LargestId).Max());
        _rawTokens = new AddedTokens(added.Where(token => !token.Normalized));
        _normalizedTokens = new AddedTokens(
            added.Where(token => token.Normalized)
                .Select(token => token with { Content = _normalizer.Clean(token.Content) })
                .Where(token => token.Content.Length > 0));
        _hasNormalizedTokens = added.Any(token => token.Normalized);

        using var lines = new MemoryStream();
        using (var writer = new StreamWriter(lines, leaveOpen: true))
        {
            foreach (var token in vocabulary.Tokens)
            {
                writer.Write(token + "\n");
            }
        }

        lines.Position = 0;
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

    /// <summary>How words are made of text.</summary>
    public WordPieceOptions Options { get; }

    /// <inheritdoc/>
    public string Source => Vocabulary.Source;

    /// <inheritdoc/>
    public int VocabularySize { get; }

    /// <inheritdoc/>
    public int PaddingId { get; }

    /// <inheritdoc/>
    public int? ModelMaxLength => Options.ModelMaxLength;

    /// <summary>Stands for a word that the pieces cannot spell.</summary>
    public int UnknownId { get; }

    /// <summary>Reads <c>vocab.txt</c> of a folder and what lies beside it of the other files that say how to use it.</summary>
    /// <exception cref="VocabularyFormatException">
    /// A file is missing or malformed, or asks for words that are not BERT's.
    /// </exception>
    public static WordPieceTokenizer Load(string folder)
    {
        var configuration = TokenizerConfiguration.Load(folder);
        configuration.RefuseOtherWords();
        var options = WordPieceOptions.From(configuration);
        return new WordPieceTokenizer(
            Vocabulary.Load(Path.Combine(folder, TokenizerFolder.VocabularyFile)),
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
    /// Appends <c>[CLS] text [SEP]</c> or <c>[CLS] text [SEP] pair [SEP]</c>. Lone surrogates and control characters of the
    /// texts are dropped.
    /// </summary>
    /// <inheritdoc cref="ITokenizer.Encode"/>
    public EncodedText Encode(string text, string? textPair, int maxLength, List<int> ids)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(ids);
        return _layout.Append(Pieces(text), textPair is null ? null : Pieces(textPair), maxLength, ids);
    }

    /// <summary>The ids of one text, <c>[CLS]</c> and <c>[SEP]</c> included, at most <paramref name="maxLength"/>.</summary>
    public int[] Encode(string text, int maxLength = int.MaxValue)
    {
        var ids = new List<int>();
        Encode(text, null, maxLength, ids);
        return [.. ids];
    }

    IReadOnlyList<int> Pieces(string text) => _rawTokens.Encode(text, PiecesBetween);

    IReadOnlyList<int> PiecesBetween(string text) => _hasNormalizedTokens
        ? _normalizedTokens.Encode(_normalizer.Clean(text), PiecesOf)
        : PiecesOf(text);

    IReadOnlyList<int> PiecesOf(string text) => _pieces.EncodeToIds(text);
}
