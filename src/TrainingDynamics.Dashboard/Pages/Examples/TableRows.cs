using System.Collections.Immutable;
using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Pages.Examples;

/// <summary>The rows that a query gives, as numbers: the columns are never copied.</summary>
static class TableRows
{
    /// <param name="data">The run's.</param>
    /// <param name="metrics">Of its first epochs.</param>
    /// <param name="texts">By guid.</param>
    /// <param name="selection">The rows to ask of; null: all.</param>
    /// <param name="marks">The user's.</param>
    /// <param name="query">Filters and order.</param>
    public static int[] Of(
        DynamicsData data, MapMetrics metrics, IReadOnlyDictionary<ExampleGuid, string> texts, ImmutableArray<int>? selection,
        ImmutableHashSet<ExampleGuid> marks, TableQuery query)
    {
        var entries = new List<Entry>(selection?.Length ?? data.Count);
        var ranks = data.GuidRanks;
        var regions = query.Region == Region.None ? null : metrics.Regions;
        for (var i = 0; i < (selection?.Length ?? data.Count); i++)
        {
            var row = selection is { } chosen ? chosen[i] : i;
            if ((regions is null || (regions[row] & query.Region) != 0)
                && (query.Gold is null || data.Golds[row] == query.Gold)
                && (query.Marks == MarkFilter.All || marks.Contains(data.Guids[row]) == (query.Marks == MarkFilter.Marked))
                && (query.Search.Length == 0 || Matches(data.Guids[row], texts, query.Search)))
            {
                var key = Key(data, metrics, row, query.Sort);
                entries.Add(new Entry(query.Descending ? -key : key, ranks[row], row));
            }
        }

        entries.Sort();
        var rows = new int[entries.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = entries[i].Row;
        }

        return rows;
    }

    static bool Matches(ExampleGuid guid, IReadOnlyDictionary<ExampleGuid, string> texts, string search) =>
        (texts.TryGetValue(guid, out var text) && text.Contains(search, StringComparison.OrdinalIgnoreCase)) || guid.ToString() == search;

    static double Key(DynamicsData data, MapMetrics metrics, int row, SortColumn sort) => sort switch
    {
        SortColumn.Confidence => metrics.Confidence[row],
        SortColumn.Variability => metrics.Variability[row],
        SortColumn.Correctness => metrics.Correctness[row],
        SortColumn.Forgetfulness => metrics.Forgetfulness[row],
        SortColumn.Gold => data.Golds[row],
        _ => data.GuidRanks[row],
    };

    readonly record struct Entry(double Key, int Rank, int Row) : IComparable<Entry>
    {
        public int CompareTo(Entry other) => Key < other.Key ? -1 : Key > other.Key ? 1 : Rank.CompareTo(other.Rank);
    }
}
