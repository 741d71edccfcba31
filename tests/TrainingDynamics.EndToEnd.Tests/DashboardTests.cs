using System.Diagnostics;
using System.Globalization;
using TrainingDynamics.Dashboard;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>The dashboard as a user starts it.</summary>
public sealed class DashboardTests : IDisposable
{
    readonly TemporaryFolder _temp = new();

    string Run => _temp["log", "demo", "bert-tiny"];

    static string Td => $"dotnet '{Path.Combine(AppContext.BaseDirectory, "td.dll")}'";

    string Train(int train, int epochs) =>
        $"train --task demo --data-dir '{_temp.SmallDemo(train, 32)}' --from-scratch --epochs {epochs} --max-length 32 --batch-size 8 --threads 1 --output-dir '{_temp["log"]}'";

    RunState State => new EventReader(new RunFolder(Run).EventsPath).ReadNew().Aggregate(RunState.Empty, (state, happened) => state.After(happened));

    public void Dispose() => _temp.Dispose();

    [TmuxFact]
    public void Train_under_the_dashboard_look_at_pages_export_and_leave()
    {
        using var terminal = new TmuxSession($"{Td} {Train(64, 2)} --dashboard --stay");
        terminal.WaitFor("the run has ended; q leaves");
        Assert.Contains("2/2 finished", terminal.Screen, StringComparison.Ordinal);
        terminal.Press("2");
        terminal.WaitFor("variability");
        terminal.Press("3");
        terminal.WaitFor("correctness");
        terminal.Press("e");
        terminal.WaitFor("export the data map");
        terminal.Press("p");
        terminal.WaitFor("data_map.png");
        Assert.True(new FileInfo(Path.Combine(new RunFolder(Run).FiguresFolder, "data_map.png")).Length > 10_000);
        terminal.Press("q");
        Assert.Contains("finished 2 epochs", terminal.WaitFor("[ended 0]"), StringComparison.Ordinal);
    }

    [TmuxFact]
    public void The_word_epoch_finishes_the_epoch_and_says_what_is_kept()
    {
        using var terminal = new TmuxSession($"{Td} {Train(400, 50)} --dashboard --on-end 'echo told $TD_OUTCOME $TD_EXIT_CODE $TD_RUN; exit 3'");
        terminal.WaitFor(" left");
        terminal.Press("q");
        terminal.WaitFor("stop the training?");
        terminal.Press("epoch");
        terminal.Press("Enter");
        terminal.WaitFor("which will be kept");
        terminal.WaitFor("the run has ended; q leaves, else in ");

        // Nobody presses a key: it leaves by itself, and the command's own failure changes nothing.
        var left = terminal.WaitFor("[ended 130]");
        Assert.Contains("interrupted", left, StringComparison.Ordinal);
        Assert.Contains($"told interrupted 130 {Run}", left.ReplaceLineEndings(""), StringComparison.Ordinal);
        Assert.Contains("--on-end ended with 3", left, StringComparison.Ordinal);
        var kept = State.Epochs.Length;
        Assert.InRange(kept, 1, 49);
        Assert.True(File.Exists(new RunFolder(Run).DynamicsPath(kept - 1)));
    }

    [TmuxFact]
    public void The_third_interrupt_ends_the_process_and_says_what_goes_on_with_it()
    {
        using var terminal = new TmuxSession($"{Td} {Train(400, 50)} --dashboard");
        terminal.WaitFor(" left");
        // At once, for the first one ends the run at its next batch.
        terminal.Press("C-c", "C-c", "C-c");
        Assert.Contains("ended at once; finished epochs are kept, --resume goes on with them", terminal.WaitFor("[ended 130]"), StringComparison.Ordinal);
    }

    [TmuxFact]
    public void A_viewer_pauses_the_run_is_killed_and_leaves_it_untouched()
    {
        using var training = TdProcess.Start(["train", .. Train(400, 60).Replace("'", "", StringComparison.Ordinal).Split(' ')[1..]]);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(new RunFolder(Run).EventsPath), TimeSpan.FromMinutes(1)));
        using (var terminal = new TmuxSession($"{Td} watch '{_temp["log"]}' --control"))
        {
            terminal.WaitFor("demo/bert-tiny");
            terminal.Press("Enter");
            terminal.WaitFor(" left");
            terminal.Press("ppause");
            terminal.Press("Enter");
            terminal.WaitFor("PAUSED");
            Thread.Sleep(300);
            var step = State.LastStep!.Step;
            Thread.Sleep(700);
            Assert.Equal(step, State.LastStep!.Step);
            terminal.Press("pgo");
            terminal.Press("Enter");
            terminal.WaitFor("going on");
        }

        // Without its terminal the viewer ends by itself.
        var watchers = Process.GetProcessesByName("dotnet").Where(process => CommandOf(process.Id).Contains(_temp["log"], StringComparison.Ordinal) && CommandOf(process.Id).Contains("watch", StringComparison.Ordinal)).ToList();
        Assert.All(watchers, watcher => Assert.True(watcher.WaitForExit(TimeSpan.FromMinutes(1))));

        using (var terminal = new TmuxSession($"sh -c 'echo $$ > {_temp["pid"]}; exec {Td.Replace("'", "", StringComparison.Ordinal)} watch {Run} --readonly'"))
        {
            terminal.WaitFor(" left");
            Process.GetProcessById(int.Parse(File.ReadAllText(_temp["pid"]), CultureInfo.InvariantCulture)).Kill();
            terminal.WaitFor("[ended 137]");
        }

        Assert.False(training.HasExited);
        ControlFile.Write(new RunFolder(Run).ControlPath, ControlWord.StopAfterEpoch);
        var result = TdProcess.Finish(training);
        Assert.Equal(130, result.ExitCode);
        Assert.Equal(RunPhase.Interrupted, State.Phase);
    }

    [TmuxFact]
    public void A_viewer_obeys_the_mouse_sends_256_colours_and_gives_the_terminal_back_when_it_is_hung_up()
    {
        MadeUpRun.Write(Run, Path.Combine(_temp.SmallDemo(60, 10), "train.tsv"), epochs: 2, (i, epoch) => (0.1f * i) - 1 + epoch);
        using var terminal = new TmuxSession($"sh -c 'unset COLORTERM; echo $$ > {_temp["pid"]}; exec {Td.Replace("'", "", StringComparison.Ordinal)} watch {Run} --page map'");
        terminal.Record(_temp["sent"]);
        terminal.WaitFor("60 examples");

        // Dragged over the map: a box. Then a click on the tab of the examples, on a column's head, and two on a row.
        terminal.Send("\e[<0;20;8M\e[<32;30;12M\e[<32;40;20M\e[<0;40;20m");
        terminal.WaitFor("in the box");
        terminal.WaitFor("Enter selects its examples");
        terminal.Send("\e[<0;40;1M\e[<0;40;1m");
        terminal.WaitFor("conf↑");
        terminal.Send("\e[<0;4;3M\e[<0;4;3m");
        terminal.WaitFor("guid↑");
        terminal.Send("\e[<0;40;8M\e[<0;40;8m\e[<0;40;8M\e[<0;40;8m");
        terminal.WaitFor("probability by epoch");

        var sent = File.ReadAllText(_temp["sent"]);
        Assert.Contains("38;5;", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("38;2;", sent, StringComparison.Ordinal);
        Assert.Equal("1 1 1 0", terminal.Modes);
        using (var viewer = Process.GetProcessById(int.Parse(File.ReadAllText(_temp["pid"]), CultureInfo.InvariantCulture)))
        using (var kill = Process.Start("kill", ["-HUP", $"{viewer.Id}"]))
        {
            terminal.WaitFor("[ended 129]");
        }

        Assert.Equal("0 0 0 1", terminal.Modes);
    }

    [Fact]
    public void Once_prints_a_frame_of_the_asked_size_and_without_a_terminal_says_why()
    {
        Assert.Equal(0, TdProcess.Run(["train", .. Train(64, 1).Replace("'", "", StringComparison.Ordinal).Split(' ')[1..], "--dashboard"]).ExitCode);
        var once = TdProcess.Run("watch", Run, "--once", "--size", "100x30", "--page", "map");
        Assert.Equal((0, ""), (once.ExitCode, once.Error));
        Assert.All(once.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
        Assert.Contains("variability", once.Output, StringComparison.Ordinal);
        var unasked = TdProcess.Run("watch", Run);
        Assert.Equal("td watch: no terminal, so one frame is printed; --once asks for that\n", unasked.Error.ReplaceLineEndings("\n"));
        Assert.Contains("finished", unasked.Output, StringComparison.Ordinal);
    }

    static string CommandOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
