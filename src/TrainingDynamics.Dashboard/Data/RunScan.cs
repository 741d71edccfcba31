namespace TrainingDynamics.Dashboard.Data;

/// <summary>Finds the runs below folders and follows their events.</summary>
/// <param name="roots">Run folders, or folders with runs up to four levels below.</param>
public sealed class RunScan(IReadOnlyList<string> roots)
{
    const int Depth = 4;

    // A link may lead to runs that are listed already, or anywhere on the machine.
    static readonly EnumerationOptions NoLinks = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    readonly Dictionary<string, (EventFollower Events, RunState Run)> _known = [];

    /// <summary>The runs that exist now: live ones first, then those seen last.</summary>
    public ImmutableArray<RunEntry> Look(DateTime now)
    {
        var entries = new List<RunEntry>();
        foreach (var root in roots)
        {
            foreach (var path in RunsBelow(root, Depth))
            {
                var name = path == root ? path : Path.GetRelativePath(root, path);
                entries.Add(new RunEntry(path, name, Follow(path)));
            }
        }

        bool IsLive(RunEntry entry) => !entry.Run.Ended && entry.Run.LastSeen is not null && !entry.Run.IsSilentAt(now);
        return [.. entries.OrderByDescending(IsLive).ThenByDescending(entry => entry.Run.LastSeen).ThenBy(entry => entry.Name, StringComparer.Ordinal)];
    }

    static List<string> RunsBelow(string folder, int depth)
    {
        if (new RunFolder(folder).HoldsRun)
        {
            return [folder];
        }

        try
        {
            return depth == 0 || !Directory.Exists(folder)
                ? []
                : [.. Directory.EnumerateDirectories(folder, "*", NoLinks).Order(StringComparer.Ordinal).SelectMany(below => RunsBelow(below, depth - 1))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    RunState Follow(string path)
    {
        if (!_known.TryGetValue(path, out var known))
        {
            known = (new EventFollower(new RunFolder(path).EventsPath, isSparse: true), RunState.Empty);
        }

        try
        {
            foreach (var (happened, isReplaced) in known.Events.ReadNew())
            {
                known.Run = happened.Aggregate(isReplaced ? RunState.Empty : known.Run, (state, next) => state.After(next));
            }
        }
        catch (Exception e) when (e is LogFormatException or IOException or UnauthorizedAccessException)
        {
            known.Run = known.Run with { Phase = RunPhase.Failed, Failure = e.Message };
        }

        _known[path] = known;
        return known.Run;
    }
}

/// <summary>A run of the list of runs.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Name">The path below the searched folder.</param>
/// <param name="Run">Its folded events.</param>
public sealed record RunEntry(string Path, string Name, RunState Run);
