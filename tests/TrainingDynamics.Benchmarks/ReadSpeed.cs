using System.Diagnostics;

namespace TrainingDynamics.Benchmarks;

/// <summary>How long it takes to copy a run's files from the page cache and no more: what no reader can go below.</summary>
static class ReadSpeed
{
    const int Runs = 9;

    /// <summary>Median over several runs, all cores.</summary>
    public static double Milliseconds(string run)
    {
        var files = Directory.GetFiles(Path.Combine(run, "training_dynamics"), "dynamics_epoch_*");
        return Median.Of(Enumerable.Range(0, Runs).Select(_ =>
        {
            var watch = Stopwatch.StartNew();
            Parallel.ForEach(files, file =>
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
            return watch.Elapsed.TotalMilliseconds;
        }));
    }
}
