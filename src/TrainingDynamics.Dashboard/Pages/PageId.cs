namespace TrainingDynamics.Dashboard.Pages;

/// <summary>The pages, in the order of their tabs; the number key of a page is its value.</summary>
enum PageId
{
    Run = 1,
    Map,
    Histograms,
    Examples,
    Compare,
    Runs,
}
