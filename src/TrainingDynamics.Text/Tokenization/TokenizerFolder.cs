namespace TrainingDynamics.Text.Tokenization;

/// <summary>The tokenizer files of a model folder in Hugging Face's layout.</summary>
public static class TokenizerFolder
{
    /// <summary>What a folder must hold, for messages.</summary>
    public static string Expected { get; } =
        $"a tokenizer ({JsonFile}, {VocabularyFile}, {BytePairVocabularyFile} with {MergesFile}, or {string.Join(", ", SentencePieceFamily.All.Select(family => family.File))})";

    internal const string JsonFile = "tokenizer.json";
    internal const string VocabularyFile = "vocab.txt";
    internal const string BytePairVocabularyFile = "vocab.json";
    internal const string MergesFile = "merges.txt";
    internal const string ConfigurationFile = "tokenizer_config.json";
    internal const string SpecialTokensFile = "special_tokens_map.json";
    internal const string AddedTokensFile = "added_tokens.json";

    /// <summary>The names of all files that a tokenizer may consist of; no kind of tokenizer has all of them.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        JsonFile, ConfigurationFile, SpecialTokensFile, AddedTokensFile, VocabularyFile, BytePairVocabularyFile, MergesFile,
        .. SentencePieceFamily.All.Select(family => family.File),
    ];

    /// <summary>Whether the files of some kind of tokenizer lie there, as <see cref="Expected"/> names them.</summary>
    public static bool IsIn(string folder) =>
        Holds(folder, JsonFile) || Holds(folder, VocabularyFile) || HoldsBytePairs(folder) || SentencePieces(folder) is not null;

    /// <summary>
    /// Reads the tokenizer of whatever kind lies there: <c>tokenizer.json</c> before <c>vocab.txt</c> before
    /// <c>vocab.json</c> with <c>merges.txt</c> before a file of SentencePiece.
    /// </summary>
    /// <exception cref="VocabularyFormatException">
    /// A file is missing or malformed, or it is a tokenizer of a kind that is not supported.
    /// </exception>
    public static ITokenizer Load(string folder)
    {
        if (Holds(folder, JsonFile))
        {
            return TokenizerJson.Load(folder);
        }

        if (Holds(folder, VocabularyFile))
        {
            return WordPieceTokenizer.Load(folder);
        }

        if (HoldsBytePairs(folder))
        {
            return BytePairTokenizer.Load(folder);
        }

        if (SentencePieces(folder) is { } family)
        {
            return TokenizerJson.Load(family.Convert(folder), folder);
        }

        throw new VocabularyFormatException(folder, null, $"found no tokenizer, expected {Expected}");
    }

    static SentencePieceFamily? SentencePieces(string folder) =>
        SentencePieceFamily.All.FirstOrDefault(family => Holds(folder, family.File));

    static bool HoldsBytePairs(string folder) => Holds(folder, BytePairVocabularyFile) && Holds(folder, MergesFile);

    static bool Holds(string folder, string file) => File.Exists(Path.Combine(folder, file));
}
