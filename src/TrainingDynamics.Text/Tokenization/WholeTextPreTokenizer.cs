using Microsoft.ML.Tokenizers;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>Leaves a text in one piece, which the library has no pre-tokenizer for; null would split it.</summary>
sealed class WholeTextPreTokenizer : PreTokenizer
{
    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => [(0, text.Length)];

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => [(0, text.Length)];
}
