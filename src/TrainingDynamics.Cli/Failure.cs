using TrainingDynamics.Analytics;
using TrainingDynamics.Charts;
using TrainingDynamics.Data;
using TrainingDynamics.Engine;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Hub;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Cli;

/// <summary>Which exceptions are the user's to mend, and what each costs.</summary>
static class Failure
{
    /// <summary>The exit code of an expected exception, whose message is one line; null for a bug.</summary>
    public static ExitCode? CodeOf(Exception exception) => exception switch
    {
        TrainingDivergedException => ExitCode.Failed,
        UsageException or TextInputException or EngineException or LogFormatException or RunFolderException or ChartException
            or AnalyticsException or HubException
            => ExitCode.BadInput,
        IOException or UnauthorizedAccessException => ExitCode.Failed,
        _ => null,
    };
}
