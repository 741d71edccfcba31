namespace TrainingDynamics.Dashboard.Pages.Examples;

/// <summary>By what the table is in order.</summary>
enum SortColumn
{
    Confidence,
    Variability,

    /// <summary>Epochs in which the example was right.</summary>
    Correctness,

    /// <summary>Forgetting events; never learnt is more than any.</summary>
    Forgetfulness,
    Gold,
    Guid,
}
