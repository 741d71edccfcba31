using TrainingDynamics.Dashboard.Data;

namespace TrainingDynamics.Dashboard.Pages.Examples;

/// <summary>Which examples the table shows and in what order.</summary>
/// <param name="Region"><see cref="Data.Region.None"/>: whatever the region.</param>
/// <param name="Gold">Null: of every class.</param>
/// <param name="Search">What was typed; null: all.</param>
/// <param name="Marks">By the user's marks.</param>
/// <param name="Sort">By what; equal ones by guid, ascending.</param>
/// <param name="Descending">The greatest first.</param>
sealed record TableQuery(
    Region Region = Region.None, int? Gold = null, SearchQuery? Search = null, MarkFilter Marks = MarkFilter.All,
    SortColumn Sort = SortColumn.Confidence, bool Descending = false);

/// <summary>Which examples are shown by the user's marks.</summary>
enum MarkFilter
{
    All,
    Marked,
    Unmarked,
}

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
