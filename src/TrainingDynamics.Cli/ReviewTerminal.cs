using System.Diagnostics;
using System.Runtime.InteropServices;
using TrainingDynamics.Dashboard.Drawing;
using TrainingDynamics.Review;

namespace TrainingDynamics.Cli;

/// <summary>A review on a terminal: one row at a time, a key for every act.</summary>
static class ReviewTerminal
{
    // The alternate screen, so that the shell's lines are there again afterwards.
    const string Enter = "\x1b[?1049h";
    const string Leave = "\x1b[?1049l";
    const string Clear = "\x1b[H\x1b[2J";

    // Around the text, so that the keys stay on the screen below a long one.
    const int OtherLines = 13;
    const int FewestTextLines = 3;

    // Beyond, a digit cannot name every label.
    const int MostByDigit = 9;

    /// <summary>Shows row after row until all are decided or the reviewer leaves.</summary>
    /// <returns>Where the review stands.</returns>
    /// <exception cref="IOException">The journal cannot be written to.</exception>
    public static ReviewSession Run(Queue queue, DecisionJournal journal, RunExamples examples, bool isBlind)
    {
        var session = ReviewSessionModule.start(queue, journal.Acts);
        var message = "";
        var note = "";
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
        Console.Write(Enter);
        Console.TreatControlCAsInput = true;
        try
        {
            while (ReviewSessionModule.current(session) is { } row)
            {
                var began = Stopwatch.GetTimestamp();
                ConsoleKeyInfo key;
                Act? act;
                do
                {
                    Draw(session, row, examples, isBlind, note, message);
                    key = Console.ReadKey(intercept: true);
                    if (key.KeyChar is 'q' or '\x03')
                    {
                        return session;
                    }

                    var seconds = Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 1);
                    (act, message) = key.KeyChar == 'n'
                        ? (null, "")
                        : ActOf(key, session, row, isBlind, seconds, note);
                    note = key.KeyChar == 'n' ? Asked("note: ") : note;
                }
                while (act is null);
                session = ReviewSessionModule.after(journal.Append(act, DateTime.UtcNow), session);
                note = "";
            }

            return session;
        }
        finally
        {
            Console.TreatControlCAsInput = false;
            Console.Write(Leave);
        }
    }

    // Every act is on disk already; only the screen is to be left.
    static void End(PosixSignalContext context)
    {
        context.Cancel = true;
        Console.Write(Leave);
        Environment.Exit((int)ExitCode.Interrupted);
    }

    static (Act? Act, string Message) ActOf(ConsoleKeyInfo key, ReviewSession session, QueueRow row, bool isBlind, double seconds, string note)
    {
        Act Of(Verdict verdict, string label = "") => ReviewSessionModule.act(row, verdict, label, seconds, !isBlind, note);
        switch (key.Key, key.KeyChar)
        {
            case (ConsoleKey.Backspace, _):
                return ReviewSessionModule.undo(session, seconds) is { } undo ? (undo, "") : (null, "there is nothing to undo");
            case (ConsoleKey.Enter, _):
                return isBlind ? (null, "no suggestion is shown; choose a label") : (Of(Verdict.Relabel, row.Suggested), "");
            case (_, ' '):
                return (Of(Verdict.Skip), "");
            case (_, 'k'):
                return (Of(Verdict.Keep), "");
            case (_, 'm'):
                return (Of(Verdict.Ambiguous), "");
            case (_, 'd'):
                return (Of(Verdict.Remove), "");
            case (_, >= '1' and <= '9') when key.KeyChar - '1' < session.Queue.Labels.Length:
                return (Of(Verdict.Relabel, session.Queue.Labels[key.KeyChar - '1']), "");
            case (_, 'l'):
                var words = Asked("label: ");
                return ReviewSessionModule.labelOf(session.Queue, words) is { } label ? (Of(Verdict.Relabel, label), "") : (null, $"no label, or several, begin with '{TerminalText.Of(words)}'");
            default:
                return (null, "");
        }
    }

    static string Asked(string what)
    {
        Console.Write($"\r\x1b[K{what}");
        return (Console.ReadLine() ?? "").Trim();
    }

    static void Draw(ReviewSession session, QueueRow row, RunExamples examples, bool isBlind, string note, string message)
    {
        var queue = session.Queue;
        var width = Math.Max(20, Console.WindowWidth);
        var decided = ReviewSessionModule.decided(session);
        var pace = ReviewSessionModule.pace(session);
        var left = double.IsFinite(pace)
            ? Invariant($" · {pace:F0} s a row · {Math.Ceiling(pace * (queue.Rows.Length - decided) / 60):F0} min left")
            : "";
        var labels = TerminalText.Labels(queue.Labels);
        string Name(string label) => labels[Array.IndexOf(queue.Labels, label)];
        var text = examples.TextOf(row.Guid);
        List<string> lines =
        [
            Invariant($"{TerminalText.Of(queue.Name)} · row {row.Rank} of {queue.Rows.Length:N0} · {decided:N0} decided{left}"),
            "",
            .. Wrapping.Lines(TerminalText.Of(text.Length == 0 ? "(the run has no texts)" : text), width - 1, Math.Max(FewestTextLines, Console.WindowHeight - OtherLines)),
            "",
            $"given      {Name(row.Given)}",
            .. isBlind ? [] : new[] { $"suggested  {Name(row.Suggested)}", $"why        {TerminalText.Of(row.Why)}" },
            .. note.Length == 0 ? [] : new[] { $"note       {TerminalText.Of(note)}" },
            "",
            labels.Count <= MostByDigit ? string.Join("  ", labels.Select((label, i) => Invariant($"{i + 1} {label}"))) : "l label by its name or number",
            .. Wrapping.Lines($"{(isBlind ? "" : "Enter suggestion · ")}k keep · m ambiguous · d remove · space skip · Backspace undo · n note · q leave", width - 1),
            message,
        ];
        Console.Write(Clear + string.Join("\r\n", lines.Select(line => TerminalText.Cut(line, width))));
    }
}
