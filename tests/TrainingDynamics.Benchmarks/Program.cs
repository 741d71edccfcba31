using System.Globalization;
using TrainingDynamics.Benchmarks;
using TrainingDynamics.Benchmarks.Engine;
using TrainingDynamics.Logs;

// The scripts beside this file and scripts/gpu-check.sh call these; table prints docs/benchmarks.md from the committed results.
switch (args)
{
    case ["generate", var folder, var examples, var epochs, var classes, .. var formats]:
        SyntheticRun.Write(folder, Number(examples), Number(epochs), Number(classes), formats is ["parquet"] ? LogFormat.Parquet : LogFormat.Jsonl);
        return 0;
    case ["duckdb", var run, var format, var output]:
        DuckDbMetrics.Write(run, format, output);
        return 0;
    case ["metrics", var run]:
        MetricsBenchmarks.Run = run;
        foreach (var (method, times) in MethodTimes.Of<MetricsBenchmarks>())
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{method,-16} {times.Milliseconds,10:F1} ms {times.Megabytes,10:F2} MB allocated"));
        }

        return 0;
    case ["analytics", var td, var work, var results]:
        AnalyticsComparison.Write(td, work, results);
        return 0;
    case ["analytics-large", var td, var work, var results]:
        AnalyticsComparison.WriteLarge(td, work, results);
        return 0;
    case ["record", var title, var lines, var json, .. var versions]:
        BenchmarkResults.Here(
            title,
            Environment.ProcessorCount,
            versions.Select(version => version.Split('=', 2)).Select(version => KeyValuePair.Create(version[0], version[1])),
            Processor.LoadNow(),
            [.. File.ReadLines(lines).Select(BenchmarkFigure.Parse)]).Write(json);
        return 0;
    case ["table", var results]:
        Console.Write(ResultTable.Of(results));
        return 0;
    case ["engine", .. var rest]:
        return EngineBenchmarks.Run(rest);
    default:
        Console.Error.WriteLine("usage: generate FOLDER EXAMPLES EPOCHS CLASSES [parquet] | duckdb RUN jsonl|parquet OUTPUT | metrics RUN | analytics TD WORK RESULTS | analytics-large TD WORK RESULTS | record TITLE TSV JSON [NAME=VERSION …] | table RESULTS | engine [PART … | accuracy]");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
