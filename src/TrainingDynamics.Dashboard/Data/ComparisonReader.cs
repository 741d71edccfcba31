using TrainingDynamics.Analytics;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>Keeps the comparison of two runs up to date; one thread refreshes, others read.</summary>
sealed class ComparisonReader
{
    (DynamicsData A, DynamicsData B)? _asked;
    (RunComparison? Comparison, string? Trouble) _latest;

    /// <summary>Compares where an epoch or another run has come since the last call.</summary>
    public void Refresh(Snapshot? a, Snapshot? b)
    {
        if (a?.Data is not { } dataA || b?.Data is not { } dataB || (_asked is { } asked && asked.A == dataA && asked.B == dataB))
        {
            return;
        }

        _asked = (dataA, dataB);
        try
        {
            _latest = (RunComparison.Of(dataA, dataB), null);
        }
        catch (AnalyticsException e)
        {
            _latest = (null, e.Message);
        }
    }

    /// <summary>The snapshot with the comparison, while it is one of the snapshot's own two runs.</summary>
    public Snapshot AddTo(Snapshot snapshot)
    {
        var (comparison, trouble) = _latest;
        return snapshot.Other is null ? snapshot
            : snapshot with { Comparison = comparison?.A.Guids == snapshot.Data?.Guids ? comparison : null, ComparisonTrouble = trouble };
    }
}
