using System.CommandLine;
using TrainingDynamics.Dashboard;
using TrainingDynamics.Logs;
using static System.FormattableString;

namespace TrainingDynamics.Cli;

/// <summary><c>td status</c>: how far a run is, from its events alone.</summary>
sealed class StatusVerb : IVerb
{
    readonly Argument<string> _run = new("RUN");

    /// <inheritdoc/>
    public string Page => """
        td status RUN: how far a run is, live, finished or copied from elsewhere

          td status dy_log/sst2/bert-tiny
          td status dy_log/sst2/bert-tiny --json | jq -r .state

        RUN    a run folder; its events.jsonl is read

        The state is starting, training, recording, evaluating, paused, finished,
        interrupted, failed, or silent: the process has gone, or has said nothing for
        half a minute, so that it has probably gone.
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

        var state = new EventReader(folder.EventsPath, isSparse: true).ReadNew().Aggregate(RunState.Empty, (state, happened) => state.After(happened));
        var now = DateTime.UtcNow;
        if (state.Run is { } run)
        {
            Console.WriteLine(TerminalText.Of(Invariant($"{run.Task} · {run.Model} · {run.Device} · {run.TrainExamples:N0} train, {run.DevExamples:N0} dev examples")));
        }

        var isSilent = RunStateJson.IsSilent(state, now);
        var silence = !isSilent ? ""
            : RunStateJson.HasGone(state) ? Invariant($", but its process has gone; last seen {state.LastSeen:u}")
            : Invariant($", but silent since {state.LastSeen:u}: the process is probably gone");
        Console.WriteLine(TerminalText.Of(StatusLine.Of(state, now, isSilent) + silence));
        EpochTable.Write(state);
        VerbOutput.Json(() => RunStateJson.Of(path, state, now));
        return ExitCode.Done;
    }
}
