namespace TrainingDynamics.Text.Tokenization;

/// <summary>How a byte-level tokenizer uses its vocabulary.</summary>
/// <param name="SpecialTokens">Their spelling.</param>
/// <param name="UnknownToken">Stands for a byte that the vocabulary lacks; null: such a byte is left out.</param>
/// <param name="PrefixSpace">Where a space is put.</param>
/// <param name="SplitsWords">Whether pairs are merged within words alone.</param>
/// <param name="ModelMaxLength">Most tokens that the model takes; null: not said.</param>
sealed record BytePairOptions(
    SpecialTokens SpecialTokens, string? UnknownToken, PrefixSpace PrefixSpace, bool SplitsWords, int? ModelMaxLength);
