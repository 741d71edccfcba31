using Terminal.Gui.Drivers;
using TrainingDynamics.Dashboard.Shell;

namespace TrainingDynamics.Dashboard;

/// <summary>The dashboard for programs.</summary>
public static class TerminalDashboard
{
    /// <summary>128 plus the number of SIGHUP: the exit code of a viewer after its terminal is gone.</summary>
    public const int HangUpExitCode = 129;

    /// <summary>True when there is a terminal to draw on and standard output is not redirected.</summary>
    public static bool HasTerminal => !Console.IsOutputRedirected && !Console.IsInputRedirected && Driver.IsAttachedToTerminal(out _, out _);

    /// <summary>One frame as text.</summary>
    /// <param name="options">What to show.</param>
    /// <param name="width">In cells, at least 1.</param>
    /// <param name="height">In cells, at least 1.</param>
    public static string Once(DashboardOptions options, int width, int height)
    {
        using var feed = new RunFeed(options.Paths, options.Settings(DashboardMode.ReadOnly), options.Sources);
        var now = DateTime.UtcNow;
        var state = DashboardState.Begin(feed.ReadOnce(now) with { Now = now }, options.FirstPage);
        return Screen.Draw(state, width, height).ToText();
    }

    /// <summary>
    /// Shows runs of other processes until the user leaves. A hang-up of the terminal ends the process with <see cref="HangUpExitCode"/>.
    /// </summary>
    public static void Watch(DashboardOptions options)
    {
        using var session = new DashboardSession(options, options.Control ? DashboardMode.Watch : DashboardMode.ReadOnly, mirror: null);
        var control = options.Control ? new ControlFileWriter(() => session.Feed.Latest.Path) : null;
        session.Run(control, hungUp: () => Environment.Exit(HangUpExitCode));
    }

    /// <summary>
    /// Trains on this thread with the dashboard on another. The dashboard stays after the training has ended, until the user leaves. If the
    /// terminal goes away, the training continues without it.
    /// </summary>
    /// <param name="options">With the run folder as its only path.</param>
    /// <param name="control">Obeys the user.</param>
    /// <param name="train">The training; it has to tell the observer what happens.</param>
    /// <exception cref="Exception">Whatever <paramref name="train"/> throws; before its first event the screen then closes at once.</exception>
    public static T Train<T>(DashboardOptions options, ITrainerControl control, Func<IRunObserver, T> train)
    {
        using var session = new DashboardSession(options, DashboardMode.Train, RunFolder.Of(options.Paths[0]).OutputPath);
        using var left = new ManualResetEventSlim();
        var screen = new Thread(() =>
        {
            try
            {
                session.Run(control, left.Set);
            }
#pragma warning disable CA1031 // The training must not end for an error of the screen.
            catch (Exception e)
#pragma warning restore CA1031
            {
                session.GiveOutputBack();
                Console.Error.WriteLine($"the dashboard has failed and the training goes on; td watch {options.Paths[0]} shows it again: {e}");
            }

            left.Set();
        })
        { IsBackground = true, Name = "dashboard screen" };
        screen.Start();
        try
        {
            var result = train(session.Feed);
            if (session.IsTerminated)
            {
                session.Leave();
            }

            left.Wait();
            return result;
        }
        catch
        {
            if (session.IsTerminated || !session.Feed.HasBegun)
            {
                session.Leave();
            }

            left.Wait();
            throw;
        }
    }
}
