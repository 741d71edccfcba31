namespace TrainingDynamics.Dashboard.Pages.Examples;

/// <summary>Which examples are shown by the user's marks.</summary>
enum MarkFilter
{
    All,
    Marked,
    Unmarked,
}
