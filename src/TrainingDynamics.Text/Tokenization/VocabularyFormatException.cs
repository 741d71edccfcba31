using TrainingDynamics.Data;

namespace TrainingDynamics.Text.Tokenization;

/// <summary>
/// A vocabulary or tokenizer configuration is missing or malformed. The message starts with <c>path, line N:</c>, or
/// <c>path:</c> where the fault is not in one line.
/// </summary>
/// <param name="path">The file at fault.</param>
/// <param name="line">1-based line of the file; null when the whole file is at fault.</param>
/// <param name="problem">Found, expected, and what to do, without the place.</param>
/// <param name="innerException">The failure underneath, if any.</param>
public sealed class VocabularyFormatException(string path, int? line, string problem, Exception? innerException = null)
    : TextInputException(line is null ? $"{path}: {problem}" : $"{path}, line {line}: {problem}", innerException);
