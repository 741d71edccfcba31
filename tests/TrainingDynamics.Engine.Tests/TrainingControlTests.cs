using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Tests;

public sealed class TrainingControlTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_stop_after_the_epoch_records_evaluates_and_saves_it_and_a_resumed_run_goes_on()
    {
        using var control = new TrainingControl();
        var observed = new Observations(e =>
        {
            if (e is StepTaken { Epoch: 0 })
            {
                control.StopAfterEpoch();
            }
        });
        var options = SmallTask.Options(_folder);

        var summary = TrainingRun.Run(options, SmallTask.Data(), observed, control);

        Assert.True(summary.Interrupted);
        Assert.NotNull(Assert.Single(summary.Epochs).DevMetrics);
        Assert.True(File.Exists(summary.Folder.DynamicsPath(0)));
        Assert.True(Directory.Exists(summary.Folder.CheckpointPath(0)));
        Assert.Equal(new RunInterrupted(1) { Time = observed.All[^1].Time }, observed.All[^1]);
        Assert.DoesNotContain(observed.All, e => e is EpochStarted { Epoch: 1 });
        Assert.False(TrainingRun.Run(options with { Resume = true }, SmallTask.Data(), new Observations(), CancellationToken.None).Interrupted);
    }

    [Fact]
    public void A_stop_after_the_last_epoch_is_no_interruption()
    {
        using var control = new TrainingControl();
        control.StopAfterEpoch();
        var summary = TrainingRun.Run(SmallTask.Options(_folder) with { Epochs = 1 }, SmallTask.Data(), new Observations(), control);
        Assert.False(summary.Interrupted);
    }

    [Fact]
    public async Task A_pause_holds_the_training_between_two_updates_and_changes_nothing_in_it()
    {
        using var control = new TrainingControl();
        using var paused = new ManualResetEventSlim();
        var observed = new Observations(e =>
        {
            if (e is EpochStarted { Epoch: 1 })
            {
                control.Pause();
            }

            if (e is RunPaused)
            {
                paused.Set();
            }
        });
        var held = Task.Run(() => TrainingRun.Run(SmallTask.Options(_folder) with { OutputDir = _folder["held"] }, SmallTask.Data(), observed, control));
        Assert.True(paused.Wait(TimeSpan.FromMinutes(1)));
        var before = observed.All.Count;
        Assert.NotSame(held, await Task.WhenAny(held, Task.Delay(200)));
        Assert.Equal(before, observed.All.Count);
        control.GoOn();
        var free = TrainingRun.Run(SmallTask.Options(_folder) with { OutputDir = _folder["free"] }, SmallTask.Data(), new Observations(), CancellationToken.None);
        Assert.Equal(File.ReadAllBytes(free.Folder.DynamicsPath(1)), File.ReadAllBytes((await held).Folder.DynamicsPath(1)));
        Assert.Contains(observed.All, e => e is RunResumed { Seconds: > 0 });
    }

    [Fact]
    public void The_control_file_is_obeyed_and_an_older_one_is_not()
    {
        var folder = RunFolder.For(SmallTask.Options(_folder).OutputDir, SmallTask.Data().Task, SmallTask.Options(_folder).Model);
        Directory.CreateDirectory(folder.Path);
        ControlFile.Write(folder.ControlPath, ControlWord.Stop);
        using var control = new TrainingControl();
        control.Follow(folder.ControlPath);
        Assert.False(File.Exists(folder.ControlPath));
        Assert.False(control.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(0.7)));
        ControlFile.Write(folder.ControlPath, ControlWord.Stop);
        Assert.True(control.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void A_word_that_is_written_again_is_obeyed_again()
    {
        using var control = new TrainingControl();
        ControlFile.Write(_folder["control"], ControlWord.Pause);
        control.Look(_folder["control"]);
        Assert.True(control.IsPaused);
        control.GoOn();
        control.Look(_folder["control"]);
        Assert.False(control.IsPaused);
        ControlFile.Write(_folder["control"], ControlWord.Pause);
        control.Look(_folder["control"]);
        Assert.True(control.IsPaused);
    }
}
