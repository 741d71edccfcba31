using TrainingDynamics.Engine.Parallel;

namespace TrainingDynamics.Cli;

/// <summary>Runs a verb in every process that the launcher started; a failure of one process ends all.</summary>
static class JoinedProcesses
{
    // Most errors meet every process; process 0 then reports and ends the others before they say the same.
    static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(1);

    /// <summary>Joins the processes, calls <paramref name="run"/> and leaves them; alone, errors pass through.</summary>
    public static ExitCode Run(string verb, CollectiveKind kind, string device, Func<ICollective, ExitCode> run)
    {
        using var processes = Collectives.Open(kind, device);
        try
        {
            return run(processes);
        }
#pragma warning disable CA1031 // The others wait for this process for ever unless it ends them, whatever went wrong.
        catch (Exception e) when (processes.Size > 1)
#pragma warning restore CA1031
        {
            if (processes.Rank > 0)
            {
                Thread.Sleep(Courtesy);
            }

            var known = Failure.CodeOf(e);
            var message = $"process {processes.Rank} of {processes.Size}: {(known is null ? e.ToString() : Failure.MessageOf(e))}";
            Console.Error.WriteLine($"{verb}: {message}");
            var code = known ?? ExitCode.Internal;
            processes.Abort(message, (int)code);
            return code;
        }
    }
}
