using System.Globalization;
using TrainingDynamics.Dashboard;

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

    public string Page => """
        td watch RUN [RUN…]: show progress, curves, data map and examples of a run

          td watch dy_log/sst2/bert-tiny

        RUN             a run folder, live or finished; two are compared; a folder of
                        runs is listed. The key ? shows every key
        --page NAME     the first page: run, map, histograms, examples, compare, runs
        --control       let p and s pause and stop the training; the default,
                        --readonly, is to show it only
        --once          print one frame as text and end; the default without a terminal
        --size WxH      size of that frame (the terminal's, else 120x36)
        --ascii         draw without braille, lines and bars, for fonts that lack them
        --light         colours for a light background, where the terminal does not tell
        --colors N      16, 256 or true (256; true where COLORTERM says so)
        --no-color      no colours; also when NO_COLOR is set
        --no-mouse      leave the mouse to the terminal; otherwise hold Shift for that
        --fps N (2)     redraw at most N times a second

        Leaving td watch or losing the connection does not affect the training. With
        --control, p and s ask for confirmation and then write pause, go-on,
        stop-after-epoch or stop to the run's file `control`; a script can do so too.
        """;

    public bool HasResults => false;

    public IReadOnlyList<Symbol> Symbols => [_runs, .. _look.All, _once, _control, _readOnly, _size];

    /// <summary>Width and height of <c>120x36</c>.</summary>
    /// <exception cref="UsageException">It is malformed, or a number is not in [1, 1000].</exception>
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

    public ExitCode Execute(ParseResult parsed)
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
