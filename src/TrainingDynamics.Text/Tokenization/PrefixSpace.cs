namespace TrainingDynamics.Text.Tokenization;

/// <summary>Where a byte-level tokenizer puts a space of its own, so that a first word is like others.</summary>
enum PrefixSpace
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>Before a text that starts with no white space: Hugging Face's slow tokenizers.</summary>
    BeforeText,

    /// <summary>Before every stretch between added tokens that starts with no space: its fast ones.</summary>
    BeforeSegments,
}
