using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests.Faults;

/// <summary>Signals, and two runs that want one folder.</summary>
public sealed class OneFolderTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_run_is_refused_by_the_owners_name_and_a_killed_owner_is_followed()
    {
        var run = new SmallRun(_folder, _folder["out"], 3);
        using var owner = TdProcess.Start(run.Train());
        LiveRun.WaitFor<EpochStarted>(run, owner);
        LiveRun.Signal(owner, "STOP");
        var before = run.Contents();
        foreach (var option in new[] { "--resume", "--overwrite" })
        {
            var refused = TdProcess.Run(run.Train(option));
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains(
                string.Create(CultureInfo.InvariantCulture, $"{run.Folder.Path} is in use by a run of process {owner.Id} on {Environment.MachineName} since "),
                refused.ErrorLine,
                StringComparison.Ordinal);
        }

        Assert.Equal(before, run.Contents());
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"process {owner.Id} "), OwnerOf(run), StringComparison.Ordinal);
        owner.Kill();
        owner.WaitForExit();
        run.Finish("--resume");
        Assert.Equal("", OwnerOf(run));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void A_run_that_is_told_to_end_keeps_its_finished_epochs_and_gives_the_folder_free(string signal)
    {
        var run = new SmallRun(_folder, _folder["out"], 5000);
        using var process = TdProcess.Start(run.Train());
        LiveRun.WaitFor<Evaluated>(run, process);

        LiveRun.Signal(process, signal);
        var result = TdProcess.Finish(process);

        Assert.Equal(130, result.ExitCode);
        Assert.IsType<RunInterrupted>(new EventReader(run.Folder.EventsPath).ReadNew()[^1]);
        Assert.Empty(run.Partials());
        Assert.Equal("", OwnerOf(run));
        Assert.NotEmpty(DynamicsFile.Find(run.Folder.Path));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void A_run_that_is_told_to_end_while_it_is_prepared_ends_at_once_and_leaves_nothing(string signal)
    {
        // A hub that takes the question for the model and never answers.
        using var hub = new TcpListener(IPAddress.Loopback, 0);
        hub.Start();
        var start = TdProcess.StartInfo(
            "train", "--task", "demo", "--data-dir", _folder.SmallDemo(40, 10), "--model", "somebody/a-model", "--output-dir", _folder["out"]);
        start.Environment["HF_ENDPOINT"] = $"http://{hub.LocalEndpoint}";
        start.Environment["HF_HOME"] = _folder["hub"];
        using var process = System.Diagnostics.Process.Start(start)!;
        using var asked = hub.AcceptTcpClient();

        LiveRun.Signal(process, signal);
        var result = TdProcess.Finish(process);

        Assert.Equal(130, result.ExitCode);
        Assert.EndsWith("td train: interrupted before the run began; what was downloaded is kept", result.Error.TrimEnd(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public void A_terminal_that_is_closed_ends_the_run_like_ctrl_c()
    {
        var run = new SmallRun(_folder, _folder["out"], 5000);
        var td = TdProcess.StartInfo(run.Train());
        // script makes a terminal, which goes when script is killed.
        td.ArgumentList.Insert(0, "dotnet");
        var command = string.Join(' ', td.ArgumentList.Select(argument => $"'{argument}'"));
        td.FileName = "script";
        td.ArgumentList.Clear();
        foreach (var argument in new[] { "--quiet", "--command", $"exec {command}", "/dev/null" })
        {
            td.ArgumentList.Add(argument);
        }

        td.RedirectStandardInput = true;
        using var script = System.Diagnostics.Process.Start(td)!;
        _ = script.StandardOutput.ReadToEndAsync();
        LiveRun.WaitFor<Evaluated>(run, script);
        script.Kill();

        var events = new EventReader(run.Folder.EventsPath);
        var seen = new List<RunEvent>();
        Assert.True(
            SpinWait.SpinUntil(
                () =>
                {
                    Thread.Sleep(50);
                    seen.AddRange(events.ReadNew());
                    return seen is [.., RunInterrupted];
                },
                TimeSpan.FromMinutes(1)),
            $"{seen.Count} events, the last {seen.LastOrDefault()}");
        Assert.True(SpinWait.SpinUntil(() => OwnerOf(run).Length == 0, TimeSpan.FromSeconds(20)));
    }

    // Another program reads the lock's text without asking for the lock, as a user's cat does.
    static string OwnerOf(SmallRun run)
    {
        using var cat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("cat", [run.Folder.LockPath]) { RedirectStandardOutput = true })!;
        return cat.StandardOutput.ReadToEnd();
    }
}
