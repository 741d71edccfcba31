using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace TrainingDynamics.Dashboard.Shell;

/// <summary>A dashboard on a terminal: captures what is printed meanwhile, handles signals, and restores the terminal.</summary>
sealed class DashboardSession : IDisposable
{
    readonly DashboardOptions _options;
    readonly StrayOutput _stray;
    readonly ManualResetEventSlim _isUp = new();
    DashboardShell? _shell;

    /// <summary>
    /// Begins to read; nothing is drawn yet. What is printed meanwhile is also written to the file <paramref name="mirror"/>, if there is one.
    /// </summary>
    public DashboardSession(DashboardOptions options, DashboardMode mode, string? mirror)
    {
        _options = options;
        _stray = new StrayOutput(mirror);
        Feed = new RunFeed(options.Paths, options.Settings(mode), options.Sources, _stray.Interleave, options.OtherRuns);
        Feed.Start();
    }

    public RunFeed Feed { get; }

    /// <summary>True when a signal has asked for the end.</summary>
    public bool IsTerminated { get; private set; }

    /// <summary>
    /// Draws and obeys keys until the user leaves, on this thread. An error of the dashboard is thrown after the terminal is restored.
    /// </summary>
    /// <param name="control">Pauses and ends the training; null: read-only.</param>
    /// <param name="hungUp">Called when the terminal is gone; this method may then never return.</param>
    public void Run(ITrainerControl? control, Action hungUp)
    {
        var device = new TerminalDevice();
        using var output = new TerminalOutput(device, _options.Mouse, _options.Colors);
        // The library meets the end of its input with a loop that never ends, so a hang-up cannot wait for it.
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            device.Abandon(TerminalModes.Abandon(_options.Mouse) + Farewell());
            ThreadPool.QueueUserWorkItem(_ => hungUp());
        });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Obey(context, control));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Obey(context, control));
        var app = TerminalOutput.Application(output);
        ExceptionDispatchInfo? failure = null;
        var isAborted = false;
        try
        {
            output.Enter();
            app.Init();
            using var shell = new DashboardShell(app, Feed, control, _options.FirstPage);
            _shell = shell;
            _isUp.Set();
            shell.Run();
            isAborted = shell.IsAborted;
        }
#pragma warning disable CA1031 // Thrown again when the terminal is as it was, where it can be read.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        _shell = null;
        app.Dispose();
        failure?.Throw();
        if (isAborted)
        {
            // The process ends in there, and what it says last is for the terminal.
            GiveOutputBack();
            control?.Stop(StopLadder.AtOnce);
        }
    }

    /// <summary>Ends <see cref="Run"/>, from any thread.</summary>
    public void Leave()
    {
        _isUp.Wait(TimeSpan.FromSeconds(5));
        _shell?.Leave();
    }

    public void GiveOutputBack() => _stray.Dispose();

    public void Dispose()
    {
        Feed.Dispose();
        _stray.Dispose();
        _isUp.Dispose();
    }

    string Farewell() => Feed.Latest.Settings.Mode == DashboardMode.Train && !Feed.Latest.Run.Ended
        ? $"the screen was hung up and the training goes on; td watch {_options.Paths[0]} shows it\r\n"
        : "";

    // A viewer leaves; a training ends at its next batch, and its screen with it.
    void Obey(PosixSignalContext context, ITrainerControl? control)
    {
        context.Cancel = true;
        if (Feed.Latest.Settings.Mode == DashboardMode.Train && !Feed.Latest.Run.Ended)
        {
            IsTerminated = true;
            control?.Stop(StopLadder.NextBatch);
        }
        else
        {
            _shell?.Leave();
        }
    }
}
