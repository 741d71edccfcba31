namespace TrainingDynamics.Dashboard.Data;

/// <summary>Keeps the comparison of two runs up to date; one thread refreshes, others read.</summary>
sealed class ComparisonReader
{
    (DynamicsData A, DynamicsData B, int? Epochs)? _asked;
    (RunComparison? Comparison, string? Trouble) _latest;
    JoinedRuns? _joined;

    /// <summary>
    /// Compares again if an epoch or another run has arrived or other epochs are asked for since the last call; see <see cref="RunComparison.Of"/>.
    /// </summary>
    public void Refresh(Snapshot? a, Snapshot? b, int? epochs = null)
    {
        if (a?.Data is not { } dataA || b?.Data is not { } dataB || _asked == (dataA, dataB, epochs))
        {
            return;
        }

        _asked = (dataA, dataB, epochs);
        try
        {
            // Beyond the last epoch a step of the scrubber may change nothing.
            _joined = _joined?.IsOf(dataA, dataB) == true ? _joined : new JoinedRuns(a, b);
            _latest = _latest.Comparison?.Is(dataA, dataB, epochs) == true ? _latest : (RunComparison.Of(dataA, dataB, epochs, _joined), null);
        }
        catch (Exception e) when (e is AnalyticsException or LogFormatException or IOException or UnauthorizedAccessException)
        {
            _latest = (null, e.Message);
        }
    }

    /// <summary>The snapshot with the comparison, if that is one of the snapshot's two runs.</summary>
    public Snapshot AddTo(Snapshot snapshot)
    {
        var (comparison, trouble) = _latest;
        return snapshot.Other is null ? snapshot
            : snapshot with { Comparison = comparison?.A.Guids == snapshot.Data?.Guids ? comparison : null, ComparisonTrouble = trouble };
    }
}
