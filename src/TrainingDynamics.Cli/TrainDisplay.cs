using Spectre.Console;
using TrainingDynamics.Engine.Parallel;

namespace TrainingDynamics.Cli;

/// <summary>The progress display of <c>td train</c>: one line that moves on a terminal, plain lines in a pipe.</summary>
static class TrainDisplay
{
    static readonly TimeSpan TerminalInterval = TimeSpan.FromSeconds(0.2);
    static readonly TimeSpan PipeInterval = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Calls <paramref name="train"/> on this thread with an observer that shows what happens; of several processes only the first shows
    /// it.
    /// </summary>
    public static T Show<T>(ICollective processes, Func<ProgressLines, T> train)
    {
        if (processes.Rank > 0)
        {
            return train(new ProgressLines(_ => { }, _ => { }, PipeInterval, TimeProvider.System));
        }

        if (Console.IsOutputRedirected || !VerbOutput.IsShown)
        {
            var lines = VerbOutput.Progress;
            return train(new ProgressLines(lines.WriteLine, lines.WriteLine, PipeInterval, TimeProvider.System));
        }

        return AnsiConsole.Status().Spinner(Spinner.Known.Dots).Start("starting", context => train(new ProgressLines(
            // One renderable with its line end: in two writes the status would slip in between.
            line => AnsiConsole.MarkupLine(Markup.Escape(line)),
            status => context.Status(Markup.Escape(status)),
            TerminalInterval,
            TimeProvider.System)));
    }
}
