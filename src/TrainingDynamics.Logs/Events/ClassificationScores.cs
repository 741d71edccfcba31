using System.Text.Json.Serialization;

namespace TrainingDynamics.Logs;

/// <summary>
/// How well the classes of a data set were predicted, as scikit-learn defines it with <c>zero_division=0</c>: what has no value is 0.
/// </summary>
/// <param name="Accuracy">Share of the examples whose class was predicted, in [0, 1].</param>
/// <param name="F1">Of class 1, in [0, 1]; null unless there are two classes.</param>
/// <param name="F1Macro">Mean F1 of the classes that occur among golds or predictions, in [0, 1].</param>
/// <param name="MatthewsCorrelation">Of any number of classes, in [−1, 1].</param>
/// <param name="Classes">[C], by label id.</param>
/// <param name="ConfusionMatrix">[C, C]: examples by gold class (row) and predicted class (column); null where the classes are too many for a log.</param>
public sealed record ClassificationScores(
    double Accuracy,
    double? F1,
    double F1Macro,
    double MatthewsCorrelation,
    IReadOnlyList<ClassScores> Classes,
    IReadOnlyList<IReadOnlyList<int>>? ConfusionMatrix)
{
    /// <summary>The numbers of the whole set by their names in the log, those that are there.</summary>
    [JsonIgnore]
    public IEnumerable<KeyValuePair<string, double>> Numbers => new KeyValuePair<string, double?>[]
        {
            new("accuracy", Accuracy), new("f1", F1), new("f1_macro", F1Macro), new("matthews_correlation", MatthewsCorrelation),
        }
        .Where(number => number.Value is not null)
        .Select(number => KeyValuePair.Create(number.Key, number.Value!.Value));
}

/// <summary>How well one class was predicted.</summary>
/// <param name="Label">The class's name.</param>
/// <param name="Precision">Share of the examples predicted as the class that are of it, in [0, 1].</param>
/// <param name="Recall">Share of the class's examples that were predicted as it, in [0, 1].</param>
/// <param name="F1">The harmonic mean of the two, in [0, 1].</param>
/// <param name="Support">The class's examples.</param>
public sealed record ClassScores(string Label, double Precision, double Recall, double F1, int Support);
