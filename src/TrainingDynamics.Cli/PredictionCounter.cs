using System.Diagnostics;
using TrainingDynamics.Logs;
using static System.FormattableString;

namespace TrainingDynamics.Cli;

/// <summary>
/// How far <c>td predict</c> is, in one line of standard error that is gone in the end; nothing where that is no terminal, where
/// nobody wants notes, or where the predictions themselves go to the terminal.
/// </summary>
sealed class PredictionCounter : IDisposable
{
    const string ToLineStart = "\r\u001b[K"; // and the line is empty

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.2);

    readonly int? _total;
    readonly bool _isShown;
    readonly Stopwatch _clock = Stopwatch.StartNew();
    TimeSpan _last = -Interval;
    int _done;

    /// <param name="total">How many texts there are; null where that is not known.</param>
    /// <param name="output">Where the predictions go.</param>
    public PredictionCounter(int? total, string output)
    {
        _total = total;
        _isShown = !Console.IsErrorRedirected && VerbOutput.WantsNotes && (output != WholeFile.StandardOutput || Console.IsOutputRedirected);
    }

    /// <summary>Some texts are done.</summary>
    public void Add(int count)
    {
        _done += count;
        if (_isShown && _clock.Elapsed - _last >= Interval)
        {
            _last = _clock.Elapsed;
            Console.Error.Write(ToLineStart + Line(_done, _total, _clock.Elapsed));
        }
    }

    /// <summary>E.g. <c>3,200 of 20,000 texts · 1,100 texts/s · 15 s left</c>.</summary>
    public static string Line(int done, int? total, TimeSpan elapsed)
    {
        var speed = done / Math.Max(elapsed.TotalSeconds, 0.001);
        var left = total is { } all && done > 0 ? Invariant($" · {Math.Ceiling((all - done) / speed):N0} s left") : "";
        return Invariant($"{done:N0}{(total is { } of ? Invariant($" of {of:N0}") : "")} texts · {speed:N0} texts/s{left}");
    }

    /// <summary>Empties the line.</summary>
    public void Dispose()
    {
        if (_isShown)
        {
            Console.Error.Write(ToLineStart);
        }
    }
}
