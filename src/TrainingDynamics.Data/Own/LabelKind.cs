namespace TrainingDynamics.Data;

/// <summary>What the labels of own files are.</summary>
public enum LabelKind
{
    /// <summary>What they look like: numbers with a fraction are scores, all else are classes.</summary>
    Guessed,

    /// <summary>Classes, whatever they look like; of the spellings of a missing value only an empty label is none.</summary>
    Classes,

    /// <summary>Scores of a regression, whole numbers too.</summary>
    Scores,
}
