using System.CommandLine;
using System.Globalization;
using TrainingDynamics.Dashboard;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Cli;

/// <summary><c>td watch</c>: the dashboard of runs, live or finished, from their files alone.</summary>
sealed class WatchVerb : IVerb
{
    const int DefaultWidth = 120;
    const int DefaultHeight = 36;

    readonly Argument<string[]> _runs = new("RUN") { Arity = ArgumentArity.OneOrMore };
    readonly WatchOptionSet _look = new();
    readonly Option<bool> _once = new("--once");
    readonly Option<bool> _control = new("--control");
    readonly Option<bool> _readOnly = new("--readonly");
    readonly Option<string?> _size = new("--size");

    /// <inheritdoc/>
    public string Page => """
        td watch RUN [RUN…]: progress, curves, data map and examples of a run, live

          td watch dy_log/sst2/bert-tiny

        RUN             a run folder, live or finished; two of them are compared; of a
                        folder of runs: their list. ? on the screen names every key
        --page NAME     the first page: run, map, histograms, examples, compare, runs
        --control       p and s may pause and stop the training; else it is only looked
                        at, which --readonly says expressly
        --once          prints one frame as text and ends; also without a terminal
        --size WxH      of that frame (the terminal's, else 120x36)
        --ascii         no braille, lines or bars: for fonts that lack them
        --light         colours for a light background, where the terminal does not tell
        --colors N      16, 256 or true; else 256, true where COLORTERM promises that
        --no-color      no colours; also when NO_COLOR is set
        --no-mouse      leaves the mouse to the terminal; else with Shift held only
        --fps N (2)     at most so many redraws a second

        Leaving does not touch the training, nor does losing the connection; td watch
        shows it again. With --control, p and s ask for a word and write it to the file
        `control` of the run: pause, go-on, stop-after-epoch or stop; a script can too.
        """;

    /// <inheritdoc/>
    public bool HasResults => false;

    /// <inheritdoc/>
    public Command Command()
    {
        var command = new Command("watch", "The dashboard of a run.") { _runs };
        _look.AddTo(command);
        command.Options.Add(_once);
        command.Options.Add(_control);
        command.Options.Add(_readOnly);
        command.Options.Add(_size);
        command.SetAction(parsed => (int)Execute(parsed));
        return command;
    }

    /// <summary>Width and height of <c>120x36</c>.</summary>
    /// <exception cref="UsageException">It is no such text, or a number is not in [1, 1000].</exception>
    public static (int Width, int Height) Size(string text)
    {
        var parts = text.Split('x', 'X', '×');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var height)
            && width is >= 1 and <= 1000 && height is >= 1 and <= 1000
            ? (width, height)
            : throw new UsageException($"--size is {text}, expected WIDTHxHEIGHT in cells from 1 to 1000, as 120x36");
    }

    ExitCode Execute(ParseResult parsed)
    {
        var runs = parsed.GetRequiredValue(_runs);
        if (runs.FirstOrDefault(run => !Directory.Exists(run) && !File.Exists(run)) is { } missing)
        {
            throw new UsageException($"{missing} does not exist; expected a run folder or a folder with runs");
        }

        var paths = runs.Select(run => RunFolder.Of(run).Path).ToArray();
        if (parsed.GetValue(_control) && parsed.GetValue(_readOnly))
        {
            throw new UsageException("--control and --readonly: expected at most one of the two; without them the run is only looked at");
        }

        var options = _look.Read(parsed, paths) with { Control = parsed.GetValue(_control) };
        if (!parsed.GetValue(_once) && TerminalDashboard.HasTerminal)
        {
            TerminalDashboard.Watch(options);
            return ExitCode.Done;
        }

        if (!parsed.GetValue(_once))
        {
            VerbOutput.Note("td watch: no terminal, so one frame is printed; --once asks for that");
        }

        var (width, height) = parsed.GetValue(_size) is { } size ? Size(size)
            : Console.IsOutputRedirected ? (DefaultWidth, DefaultHeight)
            : (Console.WindowWidth, Console.WindowHeight - 1);
        Console.Write(TerminalDashboard.Once(options, width, height));
        return ExitCode.Done;
    }
}
