using BenchmarkDotNet.Attributes;
using TrainingDynamics.Analytics;

namespace TrainingDynamics.Benchmarks;

/// <summary>From a run's files to its metrics in memory, all cores, in a process that is warm.</summary>
public class MetricsBenchmarks
{
    /// <summary>A run folder with logs as JSON lines; those as Parquet are in FOLDER-parquet.</summary>
    public static string Run { get; set; } = "";

    // BenchmarkDotNet makes the object.
    readonly string _run = Run;

    [Benchmark]
    public object FromJsonLines() => TrainingDynamicsReport.Compute(_run, new MetricsRequest());

    [Benchmark]
    public object FromParquet() => TrainingDynamicsReport.Compute($"{_run}-parquet", new MetricsRequest());

    /// <summary>Copies the JSON lines from the page cache and no more: what no reader can go below.</summary>
    [Benchmark]
    public void CopyJsonLines() => Parallel.ForEach(Directory.GetFiles(Path.Combine(_run, "training_dynamics"), "dynamics_epoch_*"), file =>
    {
        using var handle = File.OpenHandle(file);
        var buffer = new byte[1 << 18];
        long place = 0;
        int read;
        while ((read = RandomAccess.Read(handle, buffer, place)) > 0)
        {
            place += read;
        }
    });
}
