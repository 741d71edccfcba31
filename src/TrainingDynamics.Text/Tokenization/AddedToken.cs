namespace TrainingDynamics.Text.Tokenization;

/// <summary>A token that is found in a text whole, before the text is split into pieces.</summary>
/// <param name="Content">Its spelling, case-sensitive; not empty.</param>
/// <param name="Id">May lie beyond the vocabulary.</param>
/// <param name="StripsLeft">White space before it goes with it.</param>
/// <param name="StripsRight">White space after it goes with it.</param>
/// <param name="SingleWord">Not found inside a word.</param>
/// <param name="Normalized">Sought, normalized itself, in the normalized text; else in the text as it is.</param>
readonly record struct AddedToken(
    string Content,
    int Id,
    bool StripsLeft = false,
    bool StripsRight = false,
    bool SingleWord = false,
    bool Normalized = false);
