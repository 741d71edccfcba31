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
    readonly int _classifierId;
    readonly int _separatorId;

    /// <param name="vocabulary">Must hold the special tokens (the mask token may be missing).</param>
    /// <param name="options">Null: lower case, accents stripped, BERT's special tokens.</param>
    /// <exception cref="VocabularyFormatException">A special token is missing from the vocabulary.</exception>
    public WordPieceTokenizer(Vocabulary vocabulary, WordPieceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Vocabulary = vocabulary;
        Options = options ?? new WordPieceOptions();
        PaddingId = vocabulary.GetId(Options.SpecialTokens.Padding);
        UnknownId = vocabulary.GetId(Options.SpecialTokens.Unknown);
        _classifierId = vocabulary.GetId(Options.SpecialTokens.Classifier);
        _separatorId = vocabulary.GetId(Options.SpecialTokens.Separator);

        using var lines = new MemoryStream();
        using (var writer = new StreamWriter(lines, leaveOpen: true))
        {
            foreach (string token in vocabulary.Tokens)
                writer.Write(token + "\n");
        }

        lines.Position = 0;
        _pieces = PieceLookup.Create(lines, new Microsoft.ML.Tokenizers.WordPieceOptions
        {
            Normalizer = new WordPieceNormalizer(Options),
            PreTokenizer = PreTokenizer.CreateWhiteSpace(),
            UnknownToken = Options.SpecialTokens.Unknown,
            // The library counts UTF-16 units where the limit is in code points, so the normalizer applies it.
            MaxInputCharsPerWord = 2 * WordPieceNormalizer.LongestWord,
        });
    }

    /// <summary>The pieces.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>How words are made of text.</summary>
    public WordPieceOptions Options { get; }

    /// <inheritdoc/>
    public string Source => Vocabulary.Source;

    /// <inheritdoc/>
    public int VocabularySize => Vocabulary.Count;

    /// <inheritdoc/>
    public int PaddingId { get; }

    /// <inheritdoc/>
    public int? ModelMaxLength => Options.ModelMaxLength;

    /// <summary>Stands for a word that the pieces cannot spell.</summary>
    public int UnknownId { get; }

    /// <summary>Reads <c>vocab.txt</c> of a folder and, where there is one, its <c>tokenizer_config.json</c>.</summary>
    /// <exception cref="VocabularyFormatException">A file is missing or malformed.</exception>
    public static WordPieceTokenizer Load(string folder)
    {
        string configuration = Path.Combine(folder, TokenizerFolder.ConfigurationFile);
        return new WordPieceTokenizer(
            Vocabulary.Load(Path.Combine(folder, TokenizerFolder.VocabularyFile)),
            File.Exists(configuration) ? WordPieceOptions.Load(configuration) : null);
    }

    /// <inheritdoc/>
    public void Save(string folder)
    {
        Vocabulary.Save(Path.Combine(folder, TokenizerFolder.VocabularyFile));
        Options.Save(Path.Combine(folder, TokenizerFolder.ConfigurationFile));
        Options.SpecialTokens.Save(Path.Combine(folder, TokenizerFolder.SpecialTokensFile));
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
        int specialTokens = textPair is null ? 2 : 3;
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, specialTokens);

        var first = _pieces.EncodeToIds(text);
        IReadOnlyList<int> second = textPair is null ? [] : _pieces.EncodeToIds(textPair);
        var (firstKept, secondKept) = TruncateLongestFirst(first.Count, second.Count, maxLength - specialTokens);

        int start = ids.Count;
        ids.Add(_classifierId);
        Append(first, firstKept, ids);
        ids.Add(_separatorId);
        int pairStart = ids.Count - start;
        if (textPair is not null)
        {
            Append(second, secondKept, ids);
            ids.Add(_separatorId);
        }

        return new EncodedText(ids.Count - start, pairStart, first.Count - firstKept + second.Count - secondKept);
    }

    /// <summary>The ids of one text, <c>[CLS]</c> and <c>[SEP]</c> included, at most <paramref name="maxLength"/>.</summary>
    public int[] Encode(string text, int maxLength = int.MaxValue)
    {
        var ids = new List<int>();
        Encode(text, null, maxLength, ids);
        return [.. ids];
    }

    static (int First, int Second) TruncateLongestFirst(int first, int second, int room)
    {
        while (first + second > room)
        {
            if (first > second)
                first--;
            else
                second--;
        }

        return (first, second);
    }

    static void Append(IReadOnlyList<int> pieces, int count, List<int> ids)
    {
        for (int i = 0; i < count; i++)
            ids.Add(pieces[i]);
    }
}
