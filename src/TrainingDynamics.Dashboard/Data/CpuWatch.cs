using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>Measures how busy the training process keeps this machine's processors.</summary>
sealed class CpuWatch
{
    const string LoadPath = "/proc/loadavg";

    static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    (int Pid, TimeSpan Used, DateTime At)? _before;
    CpuReading? _latest;

    /// <summary>The use in the last few seconds; null before they have passed, and where the process cannot be seen from here.</summary>
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

/// <summary>The use of the processors.</summary>
/// <param name="Cores">Cores that the training kept busy, averaged over some seconds.</param>
/// <param name="All">Cores of the machine.</param>
/// <param name="Load">Processes that ran or waited to run, averaged over a minute; null where this is unknown.</param>
sealed record CpuReading(double Cores, int All, double? Load);
