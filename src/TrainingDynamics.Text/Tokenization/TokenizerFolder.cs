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

    /// <summary>The names of all files that a tokenizer may have; no kind of tokenizer has all of them.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        JsonFile, ConfigurationFile, SpecialTokensFile, AddedTokensFile, VocabularyFile, BytePairVocabularyFile, MergesFile,
        .. SentencePieceFamily.All.Select(family => family.File),
    ];

    /// <summary>True where the files of some kind of tokenizer exist, see <see cref="Expected"/>.</summary>
    public static bool IsIn(string folder) =>
        Holds(folder, JsonFile) || Holds(folder, VocabularyFile) || HoldsBytePairs(folder) || SentencePieces(folder) is not null;

    /// <summary>
    /// Reads the tokenizer, whatever its kind: <c>tokenizer.json</c> before <c>vocab.txt</c> before <c>vocab.json</c> with <c>merges.txt</c> before
    /// a file of SentencePiece.
    /// </summary>
    /// <exception cref="VocabularyFormatException">A file is missing or malformed, or the tokenizer is of an unsupported kind.</exception>
    public static ITokenizer Load(string folder) =>
        Holds(folder, JsonFile) ? TokenizerJson.Load(folder)
        : Holds(folder, VocabularyFile) ? WordPieceTokenizer.Load(folder)
        : HoldsBytePairs(folder) ? BytePairTokenizer.Load(folder)
        : SentencePieces(folder) is { } family ? TokenizerJson.Load(family.Convert(folder), folder)
        : throw new VocabularyFormatException(folder, null, $"found no tokenizer, expected {Expected}");

    static SentencePieceFamily? SentencePieces(string folder) =>
        SentencePieceFamily.All.FirstOrDefault(family => Holds(folder, family.File));

    static bool HoldsBytePairs(string folder) => Holds(folder, BytePairVocabularyFile) && Holds(folder, MergesFile);

    static bool Holds(string folder, string file) => File.Exists(Path.Combine(folder, file));
}
