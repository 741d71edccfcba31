namespace TrainingDynamics.Dashboard.Pages.Examples;

/// <summary>Which examples the table shows and in what order.</summary>
/// <param name="Region"><see cref="Data.Region.None"/>: any region.</param>
/// <param name="Gold">Label id; null: any.</param>
/// <param name="Search">The search; null: none.</param>
/// <param name="Marks">By the user's marks.</param>
/// <param name="Sort">Sort key; equal rows are ordered by guid, ascending.</param>
/// <param name="Descending">True: greatest first.</param>
sealed record TableQuery(
    Region Region = Region.None, int? Gold = null, SearchQuery? Search = null, MarkFilter Marks = MarkFilter.All,
    SortColumn Sort = SortColumn.Confidence, bool Descending = false);

enum MarkFilter
{
    All,
    Marked,
    Unmarked,
}

enum SortColumn
{
    Confidence,
    Variability,
    Correctness, // epochs in which the example was right
    Forgetfulness, // forgetting events; never learnt is more than any
    Gold,
    Guid,
}
