using System.CommandLine;
using TrainingDynamics.Dashboard;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Cli;

/// <summary><c>td status</c>: how far a run is, from its events alone.</summary>
sealed class StatusVerb : IVerb
{
    // A run that is alive says so at least every ten seconds.
    static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);

    readonly Argument<string> _run = new("RUN");

    /// <inheritdoc/>
    public string Page => """
        td status RUN: how far a run is, live, finished or copied from elsewhere

          td status dy_log/sst2/bert-tiny

        RUN    a run folder; its events.jsonl is read
        """;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("status", "How far a run is.") { _run };
        command.SetAction(parsed => (int)Execute(parsed.GetRequiredValue(_run)));
        return command;
    }

    static ExitCode Execute(string path)
    {
        var folder = RunFolder.Of(path);
        if (!File.Exists(folder.EventsPath))
        {
            throw new LogFormatException(folder.EventsPath, 0, "no such file; expected a run folder that td train has written");
        }

        var state = new EventReader(folder.EventsPath).ReadNew().Aggregate(RunState.Empty, (state, happened) => state.After(happened));
        var now = DateTime.UtcNow;
        if (state.Run is { } run)
        {
            Console.WriteLine(TerminalText.Of($"{run.Task} · {run.Model} · {run.Device} · {run.TrainExamples:N0} train, {run.DevExamples:N0} dev examples"));
        }

        var silent = state.LastSeen is { } seen && !state.Ended && now - seen > Stale
            ? $", but silent since {seen:u}: the process is probably gone"
            : "";
        Console.WriteLine(TerminalText.Of(StatusLine.Of(state, now) + silent));
        EpochTable.Write(state);
        return ExitCode.Done;
    }
}
