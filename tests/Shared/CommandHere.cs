using TrainingDynamics.Cli;

namespace TrainingDynamics.Tests;

/// <summary>Runs the program in this process, for tests that need no separate one; nobody else may use the console meanwhile.</summary>
static class CommandHere
{
    /// <summary>Runs a command line, and gives its exit code and what it printed.</summary>
    public static (ExitCode Code, string Output, string Error) Run(params string[] args)
    {
        var (before, beforeError) = (Console.Out, Console.Error);
        using StringWriter output = new(), error = new();
        try
        {
            Console.SetOut(output);
            Console.SetError(error);
            return (CommandLine.Run(args), output.ToString(), error.ToString());
        }
        finally
        {
            Console.SetOut(before);
            Console.SetError(beforeError);
        }
    }
}
