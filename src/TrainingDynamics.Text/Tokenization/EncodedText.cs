namespace TrainingDynamics.Text.Tokenization;

/// <summary>What one call of the tokenizer appended.</summary>
/// <param name="Length">Tokens appended, special tokens included.</param>
/// <param name="PairStart">
/// Place of the second text's first token, or of a special token before it that belongs with it, counted from the first token
/// appended; type ids are 1 from here on.
/// Equals <paramref name="Length"/> where there is no second text.
/// </param>
/// <param name="DroppedTokens">Tokens cut off to keep to the longest length; 0 when everything fitted.</param>
public readonly record struct EncodedText(int Length, int PairStart, int DroppedTokens);
