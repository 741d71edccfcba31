using DuckDB.NET.Data;

namespace TrainingDynamics.Benchmarks;

/// <summary>td as whole processes, in turn with DuckDB on the same files.</summary>
static class AnalyticsComparison
{
    const int Runs = 5;

    static readonly string Own = Environment.ProcessPath!;

    /// <summary>Measures the runs <c>sst2</c>, <c>mnli</c>, <c>ten</c> and <c>million</c>; prints and writes the figures.</summary>
    /// <param name="td">The program.</param>
    /// <param name="work">The folder of the runs; each has its logs as JSON lines, and as Parquet in RUN-parquet.</param>
    /// <param name="results">The folder of the results.</param>
    public static void Write(string td, string work, string results)
    {
        var figures = new FigureList();
        Add(figures, Metrics(td, Path.Combine(work, "sst2"), "SST-2 size (67,349 × 5 × 2)", Runs, 180, 120));
        Add(figures, Metrics(td, Path.Combine(work, "mnli"), "MNLI size (392,702 × 5 × 3)", 3, 700, 300));
        var help = Medians(Runs, [td, "--help"], [td, "metrics", Path.Combine(work, "ten"), "-o", Path.Combine(work, "ten.out")]);
        figures.Add("td --help", help[0].Milliseconds, "ms", 150, higherIsBetter: false);
        figures.Add("td metrics, ten records", help[1].Milliseconds, "ms", 250, higherIsBetter: false);
        Add(figures, Plots(td, work));
        Save(figures, "Metrics, start-up and pictures", Path.Combine(results, "analytics.json"));
    }

    /// <summary>Measures the run <c>large</c>, which takes minutes and many gigabytes; prints and writes the figures.</summary>
    /// <inheritdoc cref="Write"/>
    public static void WriteLarge(string td, string work, string results)
    {
        var figures = new FigureList();
        Add(figures, Metrics(td, Path.Combine(work, "large"), "5,000,000 × 10 × 3", 1, null, null));
        Save(figures, "Metrics of five million examples", Path.Combine(results, "analytics-large.json"));
    }

    static void Add(FigureList figures, IEnumerable<BenchmarkFigure> more)
    {
        foreach (var figure in more)
        {
            figures.Add(figure);
        }
    }

    static void Save(FigureList figures, string title, string path) =>
        figures.Results(title, Environment.ProcessorCount, ("DuckDB", DuckDbVersion())).Write(path);

    static IEnumerable<BenchmarkFigure> Metrics(string td, string run, string title, int runs, double? milliseconds, double? megabytes)
    {
        var parquet = $"{run}-parquet";
        var (ours, columns, theirs) = ($"{run}.ours.jsonl", $"{run}.columns.jsonl", $"{run}.theirs.jsonl");
        var commands = new string[][]
        {
            [td, "metrics", run, "-o", ours],
            [td, "metrics", parquet, "-o", columns],
            [Own, "duckdb", run, "jsonl", theirs],
            [Own, "duckdb", parquet, "parquet", theirs],
        };
        var medians = Medians(runs, commands);
        MetricsAgreement.Require(ours, theirs);
        if (!File.ReadAllBytes(ours).AsSpan().SequenceEqual(File.ReadAllBytes(columns)))
        {
            throw new InvalidDataException($"{ours} and {columns} differ");
        }

        var memory = commands.Take(3).Select(command => MeasuredProcess.Run(true, command).Megabytes).ToArray();
        yield return new($"td metrics, {title}", medians[0].Milliseconds, "ms", milliseconds);
        yield return new("its processor time", medians[0].ProcessorMilliseconds, "ms");
        yield return new("its peak memory", memory[0], "MB", megabytes);
        yield return new("td metrics from Parquet", medians[1].Milliseconds, "ms");
        yield return new("its processor time", medians[1].ProcessorMilliseconds, "ms");
        yield return new("its peak memory", memory[1], "MB", megabytes);
        yield return new("DuckDB SQL on JSON lines, over td", medians[2].Milliseconds / medians[0].Milliseconds, "times", 1, true);
        yield return new("DuckDB's peak memory", memory[2], "MB");
        yield return new("DuckDB SQL on Parquet, over td from Parquet", medians[3].Milliseconds / medians[1].Milliseconds, "times", 1, true);
        if (runs > 1)
        {
            MetricsBenchmarks.Run = run;
            var warm = MethodTimes.Of<MetricsBenchmarks>();
            var (lines, blocks) = (warm[nameof(MetricsBenchmarks.FromJsonLines)], warm[nameof(MetricsBenchmarks.FromParquet)]);
            var copy = warm[nameof(MetricsBenchmarks.CopyJsonLines)].Milliseconds;
            yield return new("from JSON lines to metrics in a warm process", lines.Milliseconds, "ms");
            yield return new("it allocates", lines.Megabytes, "MB");
            yield return new("the same from Parquet", blocks.Milliseconds, "ms");
            yield return new("it allocates", blocks.Megabytes, "MB");
            yield return new("Parquet faster than JSON lines", lines.Milliseconds / blocks.Milliseconds, "times", 4, true);
            yield return new("the machine itself: copying the JSON lines from the page cache", copy, "ms");
            yield return new("share of td metrics that reading the JSON lines at memory speed would take", 100 * copy / medians[0].Milliseconds, "%");
        }
    }

    static IEnumerable<BenchmarkFigure> Plots(string td, string work)
    {
        var map = Path.Combine(work, "map.png");
        var medians = Medians(
            Runs,
            [td, "plot", Path.Combine(work, "sst2.ours.jsonl"), "-o", map, "--max-points", "67349"],
            [td, "plot", Path.Combine(work, "million.jsonl"), "-o", map, "--density"],
            [td, "plot", Path.Combine(work, "million-parquet"), "-o", map, "--density"]);
        yield return new("td plot, 67,349 points with histograms to PNG", medians[0].Milliseconds, "ms", 1000);
        yield return new("its processor time", medians[0].ProcessorMilliseconds, "ms");
        yield return new("td plot --density, 1,000,000 points of a metrics file to PNG", medians[1].Milliseconds, "ms", 2000);
        yield return new("its processor time", medians[1].ProcessorMilliseconds, "ms");
        yield return new("td plot --density, 1,000,000 points of two epochs' Parquet logs to PNG", medians[2].Milliseconds, "ms", 2000);
        yield return new("its processor time", medians[2].ProcessorMilliseconds, "ms");
    }

    // In turn, so that a change of the machine's speed meets all of them alike; one of each first, so that files and programs
    // lie in memory.
    static MeasuredProcess[] Medians(int runs, params string[][] commands)
    {
        var all = commands.Select(_ => new List<MeasuredProcess>()).ToArray();
        for (var run = 0; run <= runs; run++)
        {
            for (var c = 0; c < commands.Length; c++)
            {
                var measured = MeasuredProcess.Run(false, commands[c]);
                if (run > 0)
                {
                    all[c].Add(measured);
                }
            }
        }

        return [.. all.Select(one => new MeasuredProcess(
            Median.Of(one.Select(m => m.Milliseconds)), Median.Of(one.Select(m => m.ProcessorMilliseconds)), 0))];
    }

    static string DuckDbVersion()
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        return connection.ServerVersion;
    }
}
