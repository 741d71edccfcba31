namespace TrainingDynamics.Text.Tokenization;

/// <summary>What BERT's text cleaning does with a code point.</summary>
enum RuneKind
{
    Kept, // kept as it is
    Space, // becomes a space
    Dropped, // vanishes without splitting the word around it
    Cjk, // a Chinese character, which is a word by itself
}
