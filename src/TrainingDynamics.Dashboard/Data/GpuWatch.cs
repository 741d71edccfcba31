using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>
/// Listens to one nvidia-smi that reports every few seconds, which costs less than starting it each time. Without nvidia-smi there are no readings.
/// </summary>
sealed class GpuWatch : IDisposable
{
    const int Seconds = 3;

    readonly Process? _process;
    readonly SortedDictionary<int, GpuReading> _readings = [];
    readonly Lock _lock = new();

    /// <summary>Starts nvidia-smi where it exists.</summary>
    public GpuWatch()
    {
        var start = new ProcessStartInfo("nvidia-smi") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in new[]
        {
            "--query-gpu=index,name,utilization.gpu,memory.used,memory.total,power.draw", "--format=csv,noheader,nounits", "-l",
            Seconds.ToString(CultureInfo.InvariantCulture),
        })
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            _process = Process.Start(start);
            _process!.OutputDataReceived += (_, line) => Take(line.Data);
            _process.ErrorDataReceived += (_, _) => { };
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }
        catch (Win32Exception)
        {
            // No such program: no GPU strip.
        }
    }

    public ImmutableArray<GpuReading> Latest
    {
        get
        {
            lock (_lock)
            {
                return [.. _readings.Values];
            }
        }
    }

    /// <summary>Reads a line <c>index, name, %, MiB, MiB, W</c>; null where the line has another form.</summary>
    public static (int Index, GpuReading Reading)? Parse(string line)
    {
        var fields = line.Split(',', StringSplitOptions.TrimEntries);
        double? Number(int at) => double.TryParse(fields[at], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
        const double Mebi = 1024 * 1024;
        return fields.Length == 6 && Number(0) is { } index && Number(2) is { } percent && Number(3) is { } used && Number(4) is { } total
            ? ((int)index, new GpuReading(fields[1], percent / 100, used * Mebi, total * Mebi, Number(5)))
            : null;
    }

    public void Dispose()
    {
        if (_process is { } process)
        {
            try
            {
                process.Kill();
            }
            catch (InvalidOperationException)
            {
                // It has ended by itself.
            }

            process.Dispose();
        }
    }

    void Take(string? line)
    {
        if (line is not null && Parse(line) is var (index, reading))
        {
            lock (_lock)
            {
                _readings[index] = reading;
            }
        }
    }
}

/// <summary>A reading of one GPU.</summary>
/// <param name="Name">Product name.</param>
/// <param name="Utilisation">In [0, 1].</param>
/// <param name="MemoryUsed">In bytes.</param>
/// <param name="MemoryTotal">In bytes.</param>
/// <param name="Watts">Power draw; null where it is unknown.</param>
sealed record GpuReading(string Name, double Utilisation, double MemoryUsed, double MemoryTotal, double? Watts);
