using Microsoft.ML.Tokenizers;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// Makes ids by byte-level byte-pair encoding, the same ids as Hugging Face's RobertaTokenizer. The library merges the pairs;
/// <see cref="ByteLevelPreTokenizer"/> splits the words.
/// </summary>
sealed class BytePairTokenizer : ITokenizer
{
    readonly BpeTokenizer _pieces;
    readonly BytePairOptions _options;
    readonly AddedTokens _rawTokens;
    readonly AddedTokens _normalizedTokens;
    readonly SpecialTokenLayout _layout;
    readonly TokenizerFiles _files;

    /// <param name="model">The pieces.</param>
    /// <param name="options">How they are used.</param>
    /// <param name="added">Tokens that are found in a text first.</param>
    /// <param name="files">The files that <see cref="Save"/> writes back.</param>
    /// <exception cref="VocabularyFormatException">Vocabulary and merges do not fit each other, or a special token is missing.</exception>
    public BytePairTokenizer(
        BytePairModel model,
        BytePairOptions options,
        IReadOnlyCollection<AddedToken> added,
        TokenizerFiles files)
    {
        _pieces = Create(model, options);
        _options = options;
        _files = files;
        Source = model.Source;
        _rawTokens = new AddedTokens(added.Where(token => !token.Normalized));
        _normalizedTokens = new AddedTokens(added.Where(token => token.Normalized));
        PaddingId = Id(options.SpecialTokens.Padding);
        _layout = SpecialTokenLayout.Roberta(Id(options.SpecialTokens.Classifier), Id(options.SpecialTokens.Separator)) with { CutsBeginning = options.CutsBeginning };
        VocabularySize = 1 + added.Select(token => token.Id).Append(_layout.LargestId).Append(model.Ids.Values.Max()).Max();

        int Id(string token) => AddedTokens.Find(added, token) ?? model.GetId(token);
    }

    public string Source { get; }

    public int VocabularySize { get; }

    public int? PaddingId { get; }

    public int? ModelMaxLength => _options.ModelMaxLength;

    /// <summary>RoBERTa's special tokens, for folders whose files do not name them.</summary>
    public static SpecialTokens RobertaTokens { get; } = new("<pad>", "<unk>", "<s>", "</s>", "<mask>");

    /// <summary>Reads <c>vocab.json</c>, <c>merges.txt</c> and the other tokenizer files of a folder.</summary>
    /// <exception cref="VocabularyFormatException">A file is missing or malformed.</exception>
    public static BytePairTokenizer Load(string folder)
    {
        var configuration = TokenizerConfiguration.Load(folder);
        var special = configuration.SpecialTokens(RobertaTokens);
        var model = BytePairModel.Load(
            Path.Combine(folder, TokenizerFolder.BytePairVocabularyFile), Path.Combine(folder, TokenizerFolder.MergesFile));
        return new BytePairTokenizer(
            model,
            new BytePairOptions(
                special,
                model.Ids.ContainsKey(special.Unknown) ? special.Unknown : null,
                configuration.AddPrefixSpace ?? false,
                configuration.ModelMaxLength,
                configuration.CutsBeginning ?? false),
            [.. configuration.AddedTokens(special)],
            TokenizerFiles.Read(folder));
    }

    /// <summary>
    /// Appends <c>&lt;s&gt; text &lt;/s&gt;</c> or <c>&lt;s&gt; text &lt;/s&gt;&lt;/s&gt; pair &lt;/s&gt;</c>; type ids are all 0. A lone surrogate
    /// counts as U+FFFD.
    /// </summary>
    /// <inheritdoc cref="ITokenizer.Encode"/>
    public EncodedText Encode(string text, string? textPair, int maxLength, List<int> ids) =>
        _layout.Append(Pieces(text), textPair is null ? null : Pieces(textPair), maxLength, ids);

    public void Save(string folder) => _files.Write(folder);

    IReadOnlyList<int> Pieces(string text)
    {
        if (_options.AddsPrefixSpace && text.Length > 0 && !IsPythonSpace(text[0]))
        {
            text = " " + text;
        }

        return _rawTokens.Encode(text, between => _normalizedTokens.Encode(between, PiecesOf));
    }

    IReadOnlyList<int> PiecesOf(string text) => _pieces.EncodeToIds(text);

    // What Python's str.isspace says of one character: the bidirectional classes WS, B and S count too.
    static bool IsPythonSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    static BpeTokenizer Create(BytePairModel model, BytePairOptions options)
    {
        try
        {
            return BpeTokenizer.Create(new BpeOptions(model.Ids)
            {
                Merges = model.Merges,
                ByteLevel = true,
                PreTokenizer = new ByteLevelPreTokenizer(),
                UnknownToken = options.UnknownToken,
            });
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException)
        {
            throw new VocabularyFormatException(
                model.Source,
                null,
                $"the merges do not fit the vocabulary: {exception.Message.ReplaceLineEndings(" ")}; "
                + "take both from the same model",
                exception);
        }
    }
}

/// <summary>How a byte-level tokenizer uses its vocabulary.</summary>
/// <param name="SpecialTokens">Their spelling.</param>
/// <param name="UnknownToken">Replaces a byte that the vocabulary lacks; null: such a byte is dropped.</param>
/// <param name="AddsPrefixSpace">Whether a space is put before a text that starts without white space.</param>
/// <param name="ModelMaxLength">Most tokens that the model takes; null: not known.</param>
/// <param name="CutsBeginning">Whether texts that are too long lose their beginning; else their end.</param>
sealed record BytePairOptions(
    SpecialTokens SpecialTokens, string? UnknownToken, bool AddsPrefixSpace, int? ModelMaxLength, bool CutsBeginning);
