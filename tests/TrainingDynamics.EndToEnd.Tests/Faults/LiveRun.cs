using System.Diagnostics;
using System.Globalization;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests.Faults;

/// <summary>What tests do with a run that goes on in another process.</summary>
static class LiveRun
{
    /// <summary>Waits until the run has written such an event.</summary>
    public static void WaitFor<T>(SmallRun run, Process process)
        where T : RunEvent
    {
        var events = new EventReader(run.Folder.EventsPath);
        while (!events.ReadNew().OfType<T>().Any())
        {
            Assert.False(process.HasExited, "the run has ended early");
            Thread.Sleep(5);
        }
    }

    /// <summary>Sends a signal: <c>INT</c>, <c>STOP</c>.</summary>
    public static void Signal(Process process, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
