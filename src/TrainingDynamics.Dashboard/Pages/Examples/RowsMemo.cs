using System.Collections.Immutable;
using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Pages.Examples;

/// <summary>
/// The rows of the last query, so that neither a frame nor a step of the cursor sorts again. It holds nothing that could not be
/// computed anew, so a page that carries it is still a value.
/// </summary>
sealed class RowsMemo
{
    (MapMetrics Metrics, object Texts, ImmutableArray<int>? Selection, ImmutableHashSet<ExampleGuid>? Marks, TableQuery Query)? _asked;
    int[] _rows = [];

    public int[] Of(Snapshot snapshot, Choices choices, TableQuery query)
    {
        if (snapshot.Data is not { } data)
        {
            return [];
        }

        var metrics = data.Metrics(choices.Epochs(data.Epochs.Length));
        // What the query does not look at must not make it run again.
        var asked = (metrics, query.Search.Length == 0 ? (object)"" : snapshot.Texts, choices.Selection, query.Marks == MarkFilter.All ? null : snapshot.Marks, query);
        if (_asked is not { } known || known != asked)
        {
            // A selection of an earlier, longer list of rows could point beyond this one.
            var selection = choices.Selection is { IsEmpty: false } rows && rows[^1] >= data.Count ? null : choices.Selection;
            (_rows, _asked) = (TableRows.Of(data, metrics, snapshot.Texts, selection, snapshot.Marks, query), asked);
        }

        return _rows;
    }
}
