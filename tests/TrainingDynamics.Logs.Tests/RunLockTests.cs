using System.Diagnostics;
using System.Globalization;

namespace TrainingDynamics.Logs.Tests;

/// <summary>One run at a time has a folder.</summary>
public sealed class RunLockTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    RunFolder Run => new(_folder["run"]);

    [Fact]
    public void A_second_run_is_told_whose_folder_it_is()
    {
        using var held = RunLock.Take(Run);
        var e = Assert.Throws<RunFolderException>(() => RunLock.Take(Run));
        Assert.StartsWith(
            string.Create(CultureInfo.InvariantCulture, $"{Run.Path} is in use by a run of process {Environment.ProcessId} on {Environment.MachineName} since 2"),
            e.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void A_run_that_has_ended_leaves_an_empty_lock_and_the_next_one_takes_it()
    {
        RunLock.Take(Run).Dispose();
        Assert.Equal("", File.ReadAllText(Run.LockPath));
        RunLock.Take(Run).Dispose();
    }

    [Fact]
    public void The_lock_of_a_process_that_was_killed_is_taken_over()
    {
        // flock of util-linux holds the same kind of lock in a process of its own.
        Directory.CreateDirectory(Run.Path);
        File.WriteAllText(Run.LockPath, "process 4711 on elsewhere since 2020-01-01T00:00:00Z\n");
        using var holder = Process.Start("flock", ["--exclusive", "--no-fork", Run.LockPath, "sleep", "60"]);
        Assert.True(SpinWait.SpinUntil(IsLocked, TimeSpan.FromSeconds(20)));
        Assert.Contains(
            "process 4711 on elsewhere since 2020-01-01", Assert.Throws<RunFolderException>(() => RunLock.Take(Run)).Message, StringComparison.Ordinal);

        holder.Kill();
        holder.WaitForExit();

        using var taken = RunLock.Take(Run);
        taken.On(new Heartbeat());
    }

    bool IsLocked()
    {
        try
        {
            using var mine = new FileStream(Run.LockPath, FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    [Fact]
    public void A_folder_that_was_deleted_moved_or_replaced_is_noticed_at_the_next_event()
    {
        using var held = RunLock.Take(Run);
        held.On(new Heartbeat());
        Directory.Move(Run.Path, _folder["moved"]);
        Assert.Contains(Run.Path, Assert.Throws<DirectoryNotFoundException>(() => held.On(new Heartbeat())).Message, StringComparison.Ordinal);
        using (RunLock.Take(Run))
        {
            Assert.Throws<DirectoryNotFoundException>(() => held.On(new Heartbeat()));
            Directory.Delete(Run.Path, recursive: true);
        }

        Directory.Move(_folder["moved"], Run.Path);
        held.On(new Heartbeat());
        held.On(new RunFailed("whatever the folder is like, a failure is told"));
    }
}
