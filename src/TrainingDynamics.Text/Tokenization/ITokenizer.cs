namespace TrainingDynamics.Text.Tokenization;

/// <summary>Turns text into the ids that a model knows, with special tokens. Safe for use by several threads.</summary>
public interface ITokenizer
{
    /// <summary>The vocabulary's name in messages: its path, or a description of one made in memory.</summary>
    string Source { get; }

    /// <summary>One more than the largest id.</summary>
    int VocabularySize { get; }

    /// <summary>The id that fills batches; null: the files name no token for it and have none of the usual ones.</summary>
    int? PaddingId { get; }

    /// <summary>Most tokens that the model takes, special ones included; null where its files name no limit.</summary>
    int? ModelMaxLength { get; }

    /// <summary>
    /// Appends the ids of a text, or of a text and its pair, with the special tokens of the model's family. If they do not fit, tokens are cut from
    /// the end of the longer text, and of both when both are longer than half the room: the rule of Hugging Face's fast tokenizers for
    /// <c>longest_first</c>. Accepts any string.
    /// </summary>
    /// <param name="text">May be empty.</param>
    /// <param name="textPair">Null: no second segment. Empty: a second segment that consists of special tokens.</param>
    /// <param name="maxLength">Most tokens appended, special ones included.</param>
    /// <param name="ids">Appended to.</param>
    /// <exception cref="ArgumentOutOfRangeException">No room for the special tokens.</exception>
    EncodedText Encode(string text, string? textPair, int maxLength, List<int> ids);

    /// <summary>Writes all files of the tokenizer into an existing folder, for <see cref="TokenizerFolder.Load"/> and for Hugging Face.</summary>
    void Save(string folder);
}

/// <summary>The result of one call of the tokenizer.</summary>
/// <param name="Length">Tokens appended, special tokens included.</param>
/// <param name="PairStart">
/// Place of the second text's first token, or of a special token before it with the same type id, counted from the first appended token; type ids
/// are 1 from here on. Equals <paramref name="Length"/> without a second text.
/// </param>
/// <param name="DroppedTokens">Tokens that were cut; 0 when everything fitted.</param>
public readonly record struct EncodedText(int Length, int PairStart, int DroppedTokens);
