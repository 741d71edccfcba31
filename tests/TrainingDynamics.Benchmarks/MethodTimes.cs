using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace TrainingDynamics.Benchmarks;

/// <summary>What BenchmarkDotNet measured of a method in this process, once it was warm.</summary>
/// <param name="Milliseconds">Median of a call.</param>
/// <param name="Megabytes">Allocated by a call, on all threads.</param>
readonly record struct MethodTimes(double Milliseconds, double Megabytes)
{
    /// <summary>Runs all benchmarks of a class, by the names of their methods.</summary>
    /// <exception cref="InvalidOperationException">One of them failed; the message is BenchmarkDotNet's log.</exception>
    public static IReadOnlyDictionary<string, MethodTimes> Of<T>()
    {
        // In this process: its garbage collector, threads and libraries are those of td. Each call takes long enough to be an
        // iteration of its own. The runtime compiles a method well when it has been called thirty times. No collection is
        // forced between the calls, after which each would wait for the system's memory anew.
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithUnrollFactor(1).WithInvocationCount(1).WithWarmupCount(40)
            .WithIterationCount(15).WithGcForce(false);
        var log = new AccumulationLogger();
        var config = ManualConfig.CreateEmpty().AddJob(job).AddDiagnoser(MemoryDiagnoser.Default).AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(log).WithOptions(ConfigOptions.DisableLogFile).WithArtifactsPath(Path.Combine(Path.GetTempPath(), "td-benchmarks"));
        return BenchmarkRunner.Run<T>(config).Reports.ToDictionary(
            report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name,
            report => new MethodTimes(
                (report.ResultStatistics ?? throw new InvalidOperationException(log.GetLog())).Median / 1e6,
                (report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0) / 1e6));
    }
}
