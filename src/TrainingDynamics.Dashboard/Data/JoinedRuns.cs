using TrainingDynamics.Data;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>Two runs joined by Analytics for every comparison; made once for the examples of both.</summary>
sealed class JoinedRuns
{
    readonly DynamicsData _a;
    readonly DynamicsData _b;
    readonly RunExamples[] _runs;
    readonly RunJoin _join;

    /// <summary>
    /// Joins two runs with data. May read a column of each, and of an old run without <c>examples.parquet</c> the whole data file.
    /// </summary>
    /// <exception cref="AnalyticsException">They share no example, or cannot be joined.</exception>
    public JoinedRuns(Snapshot a, Snapshot b)
    {
        (_a, _b) = (a.Data!, b.Data!);
        _runs = [new RunExamples(a.Path), new RunExamples(b.Path)];
        _join = DecisionReport.Join(_runs, [_a.Guids, _b.Guids], null);
    }

    /// <summary>True while later epochs have the same examples.</summary>
    public bool IsOf(DynamicsData a, DynamicsData b) => _a.Guids == a.Guids && _b.Guids == b.Guids;

    public Comparison Compare(MetricsTable[] tables)
    {
        var same = RunJoinModule.withClassesOfFirst(_runs, tables);
        return ComparisonModule.compareJoined(_join, RegionsModule.DefaultProportion, same[0], same[1]);
    }
}
