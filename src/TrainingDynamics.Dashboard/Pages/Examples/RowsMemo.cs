namespace TrainingDynamics.Dashboard.Pages.Examples;

/// <summary>
/// The rows of the last query, so that neither a frame nor a step of the cursor sorts again. Everything in it can be computed anew, so a page that
/// carries it is still a value.
/// </summary>
sealed class RowsMemo
{
    (MapMetrics Metrics, Delegate? TextOf, ImmutableArray<int>? Selection, ImmutableHashSet<ExampleGuid>? Marks, ImmutableArray<MetricValues>? Computed, TableQuery Query)? _asked;
    int[] _rows = [];
    int[]? _places;

    public int[] Of(Snapshot snapshot, Choices choices, TableQuery query, int epochs)
    {
        if (snapshot.Data is not { } data)
        {
            return [];
        }

        var metrics = data.Metrics(epochs);
        // What the query does not look at must not make it run again.
        var search = query.Search;
        var asked = (
            metrics, search?.ReadsTexts == true ? snapshot.TextOf : null, choices.Selection,
            query.Marks == MarkFilter.All && search?.ReadsMarks != true ? null : snapshot.Marks,
            search?.Metrics.Any() == true ? snapshot.Metrics : (ImmutableArray<MetricValues>?)null, query);
        if (_asked is not { } known || known != asked)
        {
            (_rows, _places, _asked) = (TableRows.Of(snapshot, metrics, choices.Selection, query), null, asked);
        }

        return _rows;
    }

    /// <summary>The place of an example among the rows that this memo gave last; -1 where it is missing.</summary>
    public int PlaceOf(ExampleGuid guid, DynamicsData data)
    {
        if (_places is not { } places || places.Length != data.Count)
        {
            places = new int[data.Count];
            Array.Fill(places, -1);
            for (var place = 0; place < _rows.Length; place++)
            {
                places[_rows[place]] = place;
            }

            _places = places;
        }

        return data.RowOf(guid) is >= 0 and var row ? places[row] : -1;
    }
}
