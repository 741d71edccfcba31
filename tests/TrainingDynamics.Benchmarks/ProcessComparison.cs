using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace TrainingDynamics.Benchmarks;

/// <summary>td and DuckDB on the same run, as whole processes in turn.</summary>
static class ProcessComparison
{
    const int Runs = 7;

    /// <summary>Writes medians in milliseconds and ratios within the run as <c>RESULTS/metrics-RUN.json</c>, and prints them.</summary>
    public static void Write(string td, string run, string results)
    {
        var output = Path.Combine(Path.GetTempPath(), $"td-benchmark-{Environment.ProcessId}.jsonl");
        var own = Environment.ProcessPath!;
        var ours = new List<double>();
        var theirs = new List<double>();
        // One of each first, so that files and programs lie in memory.
        for (var i = 0; i <= Runs; i++)
        {
            var a = Run(td, "metrics", run, "-o", output);
            var b = Run(own, "duckdb", run, output);
            if (i > 0)
            {
                ours.Add(a);
                theirs.Add(b);
            }
        }

        File.Delete(output);
        var read = ReadSpeed.Milliseconds(run);
        var figures = new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["cpu"] = File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("model name", StringComparison.Ordinal)).Split(": ")[1],
            ["cores"] = Environment.ProcessorCount,
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["run"] = Path.GetFileName(run),
            ["megabytes"] = Math.Round(Directory.GetFiles(Path.Combine(run, "training_dynamics"), "dynamics_epoch_*").Sum(path => new FileInfo(path).Length) / 1e6, 1),
            ["td_metrics_ms"] = Math.Round(Median.Of(ours), 1),
            ["duckdb_ms"] = Math.Round(Median.Of(theirs), 1),
            ["duckdb_over_td"] = Math.Round(Median.Of(ours.Zip(theirs, (a, b) => b / a)), 2),
            ["read_at_memory_speed_ms"] = Math.Round(read, 1),
            ["share_of_td_at_memory_speed"] = Math.Round(read / Median.Of(ours), 3),
        };
        Directory.CreateDirectory(results);
        var json = JsonSerializer.Serialize(figures);
        File.WriteAllText(Path.Combine(results, $"metrics-{Path.GetFileName(run)}.json"), json + "\n");
        Console.WriteLine(json);
    }

    static double Run(string program, params string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? watch.Elapsed.TotalMilliseconds
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
