using System.Diagnostics;
using TrainingDynamics.Logs;
using Xunit.Abstractions;

namespace TrainingDynamics.EndToEnd.Tests.Faults;

/// <summary>SIGKILL at random moments of a run with metrics and map; <c>tests/kill_anywhere.sh</c> takes fifty.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    const int Epochs = 3;

    static readonly int Kills = LongChecks.Count("TD_KILLS", 2);

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Killed_anywhere_what_is_there_is_whole_and_resumed_it_is_the_run_that_was_never_killed()
    {
        var whole = new SmallRun(_folder, _folder["whole"], Epochs) { LogFormat = "both" };
        var (duration, changes) = Measure(whole);
        var expected = whole.Contents();
        Assert.Equal((2 * Epochs) + 1 + 5 + 1, expected.Count); // dynamics of both formats and metrics, model, map
        var moments = new SortedDictionary<string, int>();
        var withPartials = 0;

        for (var (seed, kills) = (0, 0); kills < Kills; seed++)
        {
            var run = new SmallRun(_folder, _folder[$"killed{seed}"], Epochs) { LogFormat = "both" };
            var random = new Random(seed);
            // Half of them at a moment of the clock, half at a change in the folder: a file made, renamed or deleted.
            var killed = seed % 2 == 0
                ? KillAfter(run, duration * random.NextDouble())
                : KillAtChange(run, random.Next(1, changes + 1));

            run.AssertWholeSoFar(expected);
            var partials = run.Partials();
            withPartials += partials.Length > 0 ? 1 : 0;
            kills += killed ? 1 : 0;
            var moment = killed ? MomentOf(run) : "too late: it had ended";
            moments[moment] = moments.GetValueOrDefault(moment) + 1;

            run.Finish("--resume");
            Assert.True(expected.SequenceEqual(run.Contents()), $"seed {seed}, killed {moment}: {string.Join(' ', expected.Except(run.Contents()))}");
            Assert.Empty(run.Partials());
            Directory.Delete(_folder[$"killed{seed}"], recursive: true);
        }

        output.WriteLine($"{Kills} kills of a run of {duration.TotalSeconds:F1} s and {changes} changes in its folder; {withPartials} left files in the making; all resumed to the same {expected.Count} files");
        foreach (var (moment, count) in moments)
        {
            output.WriteLine($"{count,4}  {moment}");
        }
    }

    static (TimeSpan Duration, int Changes) Measure(SmallRun run)
    {
        Directory.CreateDirectory(run.Folder.Path);
        var changes = 0;
        using var watcher = Watch(run, () => changes++);
        var clock = Stopwatch.StartNew();
        run.Finish();
        return (clock.Elapsed, changes);
    }

    static bool KillAfter(SmallRun run, TimeSpan delay)
    {
        using var process = TdProcess.Start(run.Train());
        if (!process.WaitForExit(delay))
        {
            process.Kill();
        }

        return WasKilled(process);
    }

    static bool KillAtChange(SmallRun run, int which)
    {
        Directory.CreateDirectory(run.Folder.Path);
        using var process = new Process { StartInfo = TdProcess.StartInfo(run.Train()) };
        var changes = 0;
        using var watcher = Watch(run, () =>
        {
            if (++changes == which)
            {
                process.Kill();
            }
        });
        process.Start();
        return WasKilled(process);
    }

    static bool WasKilled(Process process)
    {
        var result = TdProcess.Finish(process);
        Assert.Contains(result.ExitCode, new[] { 0, 137 });
        return result.ExitCode == 137;
    }

    static FileSystemWatcher Watch(SmallRun run, Action changed)
    {
        var watcher = new FileSystemWatcher(run.Folder.Path)
        {
            IncludeSubdirectories = true,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName,
        };
        watcher.Created += (_, _) => changed();
        watcher.Renamed += (_, _) => changed();
        watcher.Deleted += (_, _) => changed();
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    static string MomentOf(SmallRun run)
    {
        var last = new EventReader(run.Folder.EventsPath).ReadNew() is [.., var happened] ? $"after {happened.GetType().Name}" : "before the first event";
        string[] names = [.. run.Partials().Select(path => path.Split(Path.DirectorySeparatorChar)[0]).Distinct()];
        return names.Length == 0 ? last : $"{last}, half-written: {string.Join(", ", names)}";
    }
}
