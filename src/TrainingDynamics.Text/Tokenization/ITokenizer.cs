namespace TrainingDynamics.Text.Tokenization;

/// <summary>Text to the ids that a model knows, special tokens included. Safe for use by several threads.</summary>
public interface ITokenizer
{
    /// <summary>What messages call the vocabulary: its path, or a description of one made in memory.</summary>
    string Source { get; }

    /// <summary>One more than the largest id.</summary>
    int VocabularySize { get; }

    /// <summary>Fills batches.</summary>
    int PaddingId { get; }

    /// <summary>Most tokens that the model takes, special ones included; null where its files name no limit.</summary>
    int? ModelMaxLength { get; }

    /// <summary>
    /// Appends the ids of a text, or of a text and its pair, with the special tokens of the model's family. What does not
    /// fit is cut from the end of the longer text, and from both when both are longer than half the room: the rule of Hugging
    /// Face's fast tokenizers for <c>longest_first</c>. Takes any string.
    /// </summary>
    /// <param name="text">May be empty.</param>
    /// <param name="textPair">Null: no second segment. Empty: a second segment of special tokens alone.</param>
    /// <param name="maxLength">Most tokens appended, special ones included.</param>
    /// <param name="ids">Appended to.</param>
    /// <exception cref="ArgumentOutOfRangeException">No room for the special tokens.</exception>
    EncodedText Encode(string text, string? textPair, int maxLength, List<int> ids);

    /// <summary>
    /// Writes all files of the tokenizer into an existing folder, for <see cref="TokenizerFolder.Load"/> and for Hugging
    /// Face.
    /// </summary>
    void Save(string folder);
}
