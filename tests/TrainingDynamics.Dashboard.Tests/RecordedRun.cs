using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Tests;

/// <summary>A recorded run, folded up to some event, at a virtual time.</summary>
static class RecordedRun
{
    public static readonly DateTime Start = new(2026, 1, 2, 3, 0, 0, DateTimeKind.Utc);

    static readonly IReadOnlyList<RunEvent> All = new EventReader(Path.Combine(GoldenScreen.Folder(), "Recorded", "demo.jsonl")).ReadNew();

    /// <summary>The snapshot after the first events up to one that fits, two seconds later.</summary>
    public static Snapshot Until(Func<RunEvent, bool> last, Settings? settings = null)
    {
        var events = new List<RunEvent>();
        foreach (var happened in All)
        {
            events.Add(happened);
            if (last(happened))
            {
                break;
            }
        }

        return Of(events, settings);
    }

    /// <summary>The whole run.</summary>
    public static Snapshot Whole(Settings? settings = null) => Of(All, settings);

    /// <summary>What events give, two seconds after the last.</summary>
    public static Snapshot Of(IEnumerable<RunEvent> events, Settings? settings = null)
    {
        var snapshot = new Snapshot { Path = "dy_log/demo/bert-tiny", Settings = settings ?? new Settings() };
        snapshot = events.Aggregate(snapshot, RunReader.With);
        return snapshot with { Now = snapshot.Run.LastSeen?.AddSeconds(2) ?? Start };
    }
}
