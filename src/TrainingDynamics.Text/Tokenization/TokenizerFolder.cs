namespace TrainingDynamics.Text.Tokenization;

/// <summary>The tokenizer files of a model folder in Hugging Face's layout.</summary>
public static class TokenizerFolder
{
    /// <summary>What a folder must hold, for messages.</summary>
    public const string Expected = $"a tokenizer ({VocabularyFile})";

    internal const string VocabularyFile = "vocab.txt";
    internal const string ConfigurationFile = "tokenizer_config.json";
    internal const string SpecialTokensFile = "special_tokens_map.json";

    /// <summary>The names of all files that a tokenizer may consist of; no kind of tokenizer has all of them.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        "tokenizer.json", ConfigurationFile, SpecialTokensFile, "added_tokens.json", VocabularyFile, "vocab.json", "merges.txt",
    ];

    /// <summary>Whether the files of some kind of tokenizer lie there, as <see cref="Expected"/> names them.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, VocabularyFile));

    /// <summary>Reads the tokenizer of whatever kind lies there.</summary>
    /// <exception cref="VocabularyFormatException">A file is missing or malformed.</exception>
    public static ITokenizer Load(string folder) => WordPieceTokenizer.Load(folder);
}
