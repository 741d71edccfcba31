namespace TrainingDynamics.Dashboard.Data;

/// <summary>A metric of the catalogue in Analytics, computed from a run's logs.</summary>
sealed record MetricValues(string Name, int Epochs, double[] Values)
{
    /// <summary>The metrics computed on request, except <c>epochs_present</c>.</summary>
    public static IList<string> Names { get; } =
    [
        .. TrainingDynamicsReport.MetricDefinitions
            .Where(definition => definition.OnRequest && definition.Name != "epochs_present")
            .Select(definition => definition.Name),
    ];

    /// <summary>
    /// Reads the logs again, which takes as long as opening the run: not for the thread that draws. [N] by row of the data; NaN where an example
    /// has no value.
    /// </summary>
    /// <exception cref="LogFormatException">A file is malformed.</exception>
    /// <exception cref="AnalyticsException">No metric has the name.</exception>
    public static MetricValues Compute(string run, DynamicsData data, string name, int epochs)
    {
        var report = TrainingDynamicsReport.Compute(run, new MetricsRequest { First = epochs, Also = [name] });
        var values = report.Values(name);
        if (!data.IsSample)
        {
            return new MetricValues(name, epochs, values);
        }

        var rows = new Dictionary<ExampleGuid, double>(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            rows[report.Guids[i]] = values[i];
        }

        return new MetricValues(name, epochs, [.. data.Guids.Select(guid => rows.GetValueOrDefault(guid, double.NaN))]);
    }
}

/// <summary>A metric of the first epochs that a page wants to show, one of <see cref="MetricValues.Names"/>.</summary>
sealed record MetricWish(string Name, int Epochs);
