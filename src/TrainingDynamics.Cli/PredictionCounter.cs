using System.Diagnostics;

namespace TrainingDynamics.Cli;

/// <summary>
/// The progress of <c>td predict</c>, in one line of standard error that disappears at the end. Nothing is shown where standard error is
/// not a terminal, with <c>--quiet</c>, or where the predictions themselves go to the terminal.
/// </summary>
/// <param name="total">Number of texts; null where it is not known.</param>
/// <param name="output">Where the predictions go.</param>
sealed class PredictionCounter(int? total, string output) : IDisposable
{
    const string ToLineStart = "\r\u001b[K"; // and the line is empty

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.2);

    readonly bool _isShown = !Console.IsErrorRedirected && VerbOutput.WantsNotes && (output != WholeFile.StandardOutput || Console.IsOutputRedirected);
    readonly Stopwatch _clock = Stopwatch.StartNew();
    TimeSpan _last = -Interval;
    int _done;

    public void Add(int count)
    {
        _done += count;
        if (_isShown && _clock.Elapsed - _last >= Interval)
        {
            _last = _clock.Elapsed;
            Console.Error.Write(ToLineStart + Line(_done, total, _clock.Elapsed));
        }
    }

    /// <summary>Such as <c>3,200 of 20,000 texts · 1,100 texts/s · 15 s left</c>.</summary>
    public static string Line(int done, int? total, TimeSpan elapsed)
    {
        var speed = done / Math.Max(elapsed.TotalSeconds, 0.001);
        var left = total is { } all && done > 0 ? Invariant($" · {Math.Ceiling((all - done) / speed):N0} s left") : "";
        return Invariant($"{done:N0}{(total is { } of ? Invariant($" of {of:N0}") : "")} texts · {speed:N0} texts/s{left}");
    }

    public void Dispose()
    {
        if (_isShown)
        {
            Console.Error.Write(ToLineStart);
        }
    }
}
