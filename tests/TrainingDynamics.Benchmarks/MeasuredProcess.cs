using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace TrainingDynamics.Benchmarks;

/// <summary>What one run of a program cost.</summary>
/// <param name="Milliseconds">From its start to its end.</param>
/// <param name="ProcessorMilliseconds">User and system time of all its threads.</param>
/// <param name="Megabytes">Peak resident memory; 0 where it was not watched.</param>
readonly record struct MeasuredProcess(double Milliseconds, double ProcessorMilliseconds, double Megabytes)
{
    const int Children = -1;

    /// <summary>Runs a program to its end, its output thrown away.</summary>
    /// <param name="watchMemory">Look at its memory every millisecond, which takes some time of its own.</param>
    /// <param name="command">Program and arguments.</param>
    /// <exception cref="InvalidOperationException">It did not end with 0.</exception>
    public static MeasuredProcess Run(bool watchMemory, params string[] command)
    {
        var processor = ProcessorOfChildren();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var peak = 0.0;
        while (watchMemory && !process.WaitForExit(1))
        {
            peak = Math.Max(peak, PeakMegabytes(process.Id));
        }

        output.Wait();
        process.WaitForExit();
        return process.ExitCode == 0
            ? new MeasuredProcess(watch.Elapsed.TotalMilliseconds, ProcessorOfChildren() - processor, peak)
            : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}");
    }

    // The kernel's own high-water mark, so only the last millisecond can be missed.
    static double PeakMegabytes(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024 / 1e6;
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }

    static double ProcessorOfChildren()
    {
        // struct rusage begins with user and system time, each seconds and microseconds.
        var usage = new long[32];
        return getrusage(Children, usage) == 0
            ? ((usage[0] + usage[2]) * 1e3) + ((usage[1] + usage[3]) / 1e3)
            : throw new InvalidOperationException("getrusage failed");
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int getrusage(int who, [Out] long[] usage);
}
