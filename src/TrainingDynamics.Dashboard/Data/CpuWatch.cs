using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>Measures how busy the process that trains keeps this machine's processors.</summary>
sealed class CpuWatch
{
    const string LoadPath = "/proc/loadavg";

    static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    (int Pid, TimeSpan Used, DateTime At)? _before;
    CpuReading? _latest;

    /// <summary>Of the last few seconds; null before they have passed, and where the process cannot be seen from here.</summary>
    /// <param name="run">Tells the process.</param>
    /// <param name="isAlive">See <see cref="TrainerProcess"/>.</param>
    /// <param name="now">UTC.</param>
    public CpuReading? Look(RunState run, bool? isAlive, DateTime now)
    {
        if (isAlive != true || run.Run?.Pid is not { } pid)
        {
            (_before, _latest) = (null, null);
            return null;
        }

        if (now < _before?.At)
        {
            (_before, _latest) = (null, null); // the clock was set back
        }

        if (_before is { } known && known.Pid == pid && now - known.At < Window)
        {
            return _latest;
        }

        try
        {
            using var process = Process.GetProcessById(pid);
            var used = process.TotalProcessorTime;
            _latest = _before is { } before && before.Pid == pid
                ? new CpuReading((used - before.Used) / (now - before.At), Environment.ProcessorCount, Load())
                : null;
            _before = (pid, used, now);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            (_before, _latest) = (null, null); // it has just ended
        }

        return _latest;
    }

    static double? Load() =>
        File.Exists(LoadPath) && double.TryParse(File.ReadAllText(LoadPath).Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var load)
            ? load
            : null;
}

/// <summary>How busy the processors are.</summary>
/// <param name="Cores">Those that the training kept busy, on average over some seconds; 1.5: one and a half.</param>
/// <param name="All">Those that there are.</param>
/// <param name="Load">Processes of the machine that ran or waited to, on average over a minute; null where it is not told.</param>
sealed record CpuReading(double Cores, int All, double? Load);
