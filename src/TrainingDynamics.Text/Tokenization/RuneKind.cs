namespace TrainingDynamics.Text.Tokenization;

/// <summary>What BERT's text cleaning does with a code point.</summary>
enum RuneKind
{
    /// <summary>Kept as it is.</summary>
    Kept,

    /// <summary>Becomes a space.</summary>
    Space,

    /// <summary>Vanishes without splitting the word around it.</summary>
    Dropped,

    /// <summary>A Chinese character, which is a word by itself.</summary>
    Cjk,
}
