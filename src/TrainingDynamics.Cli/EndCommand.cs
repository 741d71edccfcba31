using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace TrainingDynamics.Cli;

/// <summary><c>--on-end</c>: a shell command that learns how a training ended, to send a message or start the next job.</summary>
/// <param name="command">For <c>sh -c</c>; null: none.</param>
sealed class EndCommand(string? command)
{
    /// <summary>The run folder; empty until it is known.</summary>
    public string Run { get; set; } = "";

    /// <summary>Trains, then runs the command whether the training has finished, was interrupted or has failed.</summary>
    public ExitCode After(Func<ExitCode> train)
    {
        ExitCode code;
        try
        {
            code = train();
        }
        catch (Exception e)
        {
            Tell(Failure.CodeOf(e) ?? ExitCode.Internal, Failure.MessageOf(e));
            throw;
        }

        Tell(code);
        return code;
    }

    /// <summary>
    /// Runs the command and waits for it. It shares the terminal and finds in its environment <c>TD_RUN</c>, the run folder;
    /// <c>TD_OUTCOME</c>: <c>finished</c>, <c>failed</c> or <c>interrupted</c>; <c>TD_EXIT_CODE</c>, a number; <c>TD_MESSAGE</c>, why it
    /// failed, or nothing. If the command fails, standard error says so; nothing else changes.
    /// </summary>
    public void Tell(ExitCode code, string message = "")
    {
        if (command is null)
        {
            return;
        }

        var start = new ProcessStartInfo("sh");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        start.Environment["TD_RUN"] = Run.Length == 0 ? "" : Path.GetFullPath(Run);
        start.Environment["TD_OUTCOME"] = code switch { ExitCode.Done => "finished", ExitCode.Interrupted => "interrupted", _ => "failed" };
        start.Environment["TD_EXIT_CODE"] = ((int)code).ToString(CultureInfo.InvariantCulture);
        start.Environment["TD_MESSAGE"] = message.Replace('\0', ' ');
        try
        {
            using var process = Process.Start(start)!;
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                Console.Error.WriteLine(Invariant($"td train: the command of --on-end ended with {process.ExitCode}; the run is as it was"));
            }
        }
        catch (Win32Exception e)
        {
            Console.Error.WriteLine($"td train: the command of --on-end cannot be run: {e.Message}; it needs sh");
        }
    }
}
