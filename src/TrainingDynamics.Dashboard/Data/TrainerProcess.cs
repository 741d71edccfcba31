using System.Globalization;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>The process that trains, where it runs on this machine.</summary>
public static class TrainerProcess
{
    const int PageBytes = 4096;

    /// <summary>
    /// Whether the process exists and its resident bytes; both null where the run has ended, names no process or runs on another machine.
    /// </summary>
    public static (bool? IsAlive, long? Memory) Look(RunState run)
    {
        if (run.Ended || run.Run is not { Pid: { } pid, Host: { } host } || host != Environment.MachineName || !Directory.Exists("/proc/self"))
        {
            return (null, null);
        }

        try
        {
            var fields = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/statm")).Split(' ');
            return (true, long.Parse(fields[1], CultureInfo.InvariantCulture) * PageBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}")), null);
        }
    }
}
