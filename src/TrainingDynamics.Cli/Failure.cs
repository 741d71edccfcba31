using System.ComponentModel;
using System.Runtime.InteropServices;
using TrainingDynamics.Charts;
using TrainingDynamics.Engine;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Hub;

namespace TrainingDynamics.Cli;

/// <summary>Which exceptions are the user's to mend, and the exit code of each.</summary>
static class Failure
{
    const int NoMemory = 12; // ENOMEM

    // As libtorch, CUDA and the dynamic loader put it.
    static readonly string[] NoMemoryWords = ["out of memory", "allocate memory", "failed to map segment"];

    /// <summary>The exit code of an expected exception, whose message is one line; null for a bug.</summary>
    public static ExitCode? CodeOf(Exception exception) => exception switch
    {
        TrainingDivergedException => ExitCode.Failed,
        UsageException or TextInputException or EngineException or LogFormatException or RunFolderException or ChartException
            or AnalyticsException or HubException
            => ExitCode.BadInput,
        _ when LackOfMemory(exception) is not null => ExitCode.Failed,
        IOException or UnauthorizedAccessException => ExitCode.Failed,
        _ => null,
    };

    /// <summary>The message, in one line where <see cref="CodeOf"/> knows the exception.</summary>
    public static string MessageOf(Exception exception) => CodeOf(exception) != ExitCode.Failed || LackOfMemory(exception) is not { } lack
        ? exception.Message
        : Invariant($"not enough memory: {lack.Message.ReplaceLineEndings("\n").Split('\n')[0].TrimEnd('.')}; {Environment.WorkingSet >> 20:N0} MB are in use")
            + (AddressSpace.Limit is { } limit ? Invariant($" and the address space is limited to {limit >> 20:N0} MB (ulimit -v)") : "")
            + "; give it more, or ask for less: a smaller --batch-size or --max-length, fewer threads, part of the data";

    // The exception, or what led to it, that says that memory could not be had. Where the address space is limited it is often
    // a library that finds no room, and .NET says that its file was not found.
    static Exception? LackOfMemory(Exception? exception) => exception switch
    {
        null => null,
        OutOfMemoryException or Win32Exception { NativeErrorCode: NoMemory } => exception,
        FileLoadException or FileNotFoundException when exception.Message.Contains(", Version=", StringComparison.Ordinal) && AddressSpace.Limit is not null => exception,
        DllNotFoundException or ExternalException when Array.Exists(NoMemoryWords, word => exception.Message.Contains(word, StringComparison.OrdinalIgnoreCase)) => exception,
        AggregateException several => several.InnerExceptions.Select(LackOfMemory).FirstOrDefault(one => one is not null),
        _ => LackOfMemory(exception.InnerException),
    };
}

/// <summary>An option's value is wrong; the message is one line.</summary>
sealed class UsageException(string message) : Exception(message);

/// <summary>The exit codes of <c>td</c>; its help page lists them.</summary>
enum ExitCode
{
    Done = 0,
    Failed = 1, // the run began and could not continue: it diverged, or the disk refused
    BadInput = 2, // the command line or the input is wrong; nothing was changed
    Internal = 70, // a bug in td
    Interrupted = 130, // Ctrl+C, SIGTERM or SIGHUP; finished epochs are kept. 128 plus the number of SIGINT, as in shells
}
