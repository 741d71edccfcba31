namespace TrainingDynamics.Text.Tokenization;

/// <summary>How a byte-level tokenizer uses its vocabulary.</summary>
/// <param name="SpecialTokens">Their spelling.</param>
/// <param name="UnknownToken">Stands for a byte that the vocabulary lacks; null: such a byte is left out.</param>
/// <param name="AddsPrefixSpace">Whether a space goes before a text that starts with no white space.</param>
/// <param name="ModelMaxLength">Most tokens that the model takes; null: not said.</param>
sealed record BytePairOptions(
    SpecialTokens SpecialTokens, string? UnknownToken, bool AddsPrefixSpace, int? ModelMaxLength);
