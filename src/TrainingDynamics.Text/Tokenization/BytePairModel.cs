using System.Text;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>The pieces of a byte-level tokenizer and the pairs that they are merged from.</summary>
/// <param name="Ids">Ids by token; not empty. Bytes are spelt with GPT-2's printable characters.</param>
/// <param name="Merges">Two tokens with a space between them; the first pair is merged first.</param>
/// <param name="Source">The name in messages.</param>
sealed record BytePairModel(IReadOnlyDictionary<string, int> Ids, IReadOnlyList<string> Merges, string Source)
{
    /// <summary>Reads <c>vocab.json</c> and <c>merges.txt</c>.</summary>
    /// <exception cref="VocabularyFormatException">A file is missing or malformed.</exception>
    public static BytePairModel Load(string vocabularyPath, string mergesPath) =>
        new(ReadIds(JsonPart.Read(vocabularyPath)), ReadMerges(mergesPath), vocabularyPath);

    /// <summary>Reads a JSON object of ids by token.</summary>
    public static Dictionary<string, int> ReadIds(JsonPart vocabulary)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (token, id) in vocabulary.Members())
        {
            // A name twice counts with its last value, as in Python.
            ids[token] = id.Id();
        }

        return ids.Count > 0 ? ids : throw vocabulary.Refuse("tokens with their ids");
    }

    /// <summary>The id of a required token.</summary>
    /// <exception cref="VocabularyFormatException">There is no such token.</exception>
    public int GetId(string token) => Ids.TryGetValue(token, out var id)
        ? id
        : throw new VocabularyFormatException(
            Source,
            null,
            $"found no token '{token}' among {Ids.Count}, expected it; take the vocabulary that belongs to the model");

    static List<string> ReadMerges(string path)
    {
        var merges = new List<string>();
        try
        {
            var number = 0;
            var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            foreach (var line in RegularFile.ReadLines(path, RegularFile.MostTokenizerBytes, utf8))
            {
                number++;
                if ((number == 1 && line.StartsWith("#version", StringComparison.Ordinal)) || line.Length == 0)
                {
                    continue;
                }

                if (!IsPair(line))
                {
                    throw new VocabularyFormatException(
                        path, number, $"found '{line}', expected two tokens with a space between");
                }

                merges.Add(line);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new VocabularyFormatException(
                path, null, $"expected one merge a line in UTF-8: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }

        return merges;
    }

    /// <summary>True for two tokens with a space between them.</summary>
    public static bool IsPair(string line) =>
        line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
        && space < line.Length - 1
        && space == line.LastIndexOf(' ');
}
