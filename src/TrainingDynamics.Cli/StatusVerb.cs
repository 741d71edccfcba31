using TrainingDynamics.Dashboard;

namespace TrainingDynamics.Cli;

/// <summary><c>td status</c>: the progress of a run, from its events alone.</summary>
sealed class StatusVerb : IVerb
{
    readonly Argument<string> _run = new("RUN");

    public string Page => """
        td status RUN: show the progress of a run, live, finished or copied

          td status dy_log/sst2/bert-tiny
          td status dy_log/sst2/bert-tiny --json | jq -r .state

        RUN    a run folder; its events.jsonl is read

        The state is starting, training, recording, evaluating, paused, finished,
        interrupted, failed, or silent: the process is gone, or probably gone because it
        has been silent for half a minute.
        """;

    public IReadOnlyList<Symbol> Symbols => [_run];

    public ExitCode Execute(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_run);
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
        foreach (var result in state.Epochs)
        {
            Console.WriteLine(TerminalText.Of(EpochTable.Line(result, state.Run?.Epochs ?? state.Epochs.Length)));
        }

        VerbOutput.Json(() => RunStateJson.Of(path, state, now));
        return ExitCode.Done;
    }
}
