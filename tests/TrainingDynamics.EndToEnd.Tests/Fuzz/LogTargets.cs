using System.IO.Compression;
using System.Text;
using System.Text.Json;
using TrainingDynamics.Analytics;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests.Fuzz;

/// <summary>What a run leaves, as a copy, a crash or another program may have changed it.</summary>
static class LogTargets
{
    /// <summary>Parquet is written and read by a library, which takes its time for each file.</summary>
    public const int ParquetCost = 5;

    const string Records =
        """
        {"guid": 50325, "logits_epoch_0": [2.943110942840576, -2.2836594581604004], "gold": 0, "device": "cuda:0"}
        {"guid": "a-7 é", "logits_epoch_0": [-1e-05, 0.25, 3], "gold": 2, "device": "cpu"}
        {"gold": 1, "extra": {"a": [1, {"b": null}]}, "logits_epoch_0": [0.1, 123456.7], "guid": -9007199254740993}

        {"guid": 4, "logits_epoch_0": [4.5], "gold": 3.75}

        """;

    const string Events =
        """
        {"type":"run_started","time":"2026-01-02T03:04:05.678Z","task":"demo","model":"bert-tiny","device":"cpu","epochs":2,"steps_per_epoch":6,"train_examples":192,"dev_examples":48,"steps":12}
        {"type":"epoch_started","time":"2026-01-02T03:04:05.7Z","epoch":0}
        {"type":"step","time":"2026-01-02T03:04:06Z","step":6,"epoch":0,"loss":0.693,"learning_rate":5e-05,"gradient_norm":1.25,"examples_per_second":812.5}
        {"type":"recording","time":"2026-01-02T03:04:07Z","epoch":0,"done":192,"total":192}
        {"type":"epoch_finished","time":"2026-01-02T03:04:07Z","epoch":0,"train_loss":0.65,"train_accuracy":0.71}
        {"type":"of_a_later_version","time":"2026-01-02T03:04:07Z","what":[1,2]}
        {"type":"evaluated","time":"2026-01-02T03:04:08Z","epoch":0,"metrics":{"accuracy":0.75,"loss":0.5}}
        {"type":"run_finished","time":"2026-01-02T03:04:09Z","seconds":4.5}

        """;

    const string Metrics =
        """
        {"guid":50325,"index":0,"threshold_closeness":0.0039580798,"confidence":0.9960261285,"variability":0.0012847629,"correctness":4,"forgetfulness":0}
        {"guid":50326,"index":1,"threshold_closeness":0.25,"confidence":0.5,"variability":0.1,"correctness":0,"forgetfulness":1000}

        """;

    public static IEnumerable<(string Name, Lazy<FuzzTarget> Target)> All =>
    [
        ("dynamics.jsonl", new(() => new("dynamics.jsonl", 1, "dynamics_epoch_0.jsonl", [Bytes(Records)], ReadDynamics, typeof(LogFormatException)))),
        ("dynamics.jsonl.gz", new(() => new("dynamics.jsonl.gz", 4, "dynamics_epoch_0.jsonl.gz", [Zipped(Bytes(Records))], ReadDynamics, typeof(LogFormatException)))),
        ("dynamics.parquet", new(() => new("dynamics.parquet", ParquetCost, "dynamics_epoch_0.parquet", [DynamicsParquet(), OwnParquet(), .. OthersParquet()], ReadParquet, typeof(LogFormatException)))),
        ("events.jsonl", new(() => new("events.jsonl", 2, "events.jsonl", [Bytes(Events)], ReadEvents, typeof(LogFormatException)))),
        ("run.json", new(() => new("run.json", 4, "run.json", [Manifest()], (path, _) => RunManifest.Read(path), typeof(LogFormatException)))),
        ("td_metrics.jsonl", new(() => new(
            "td_metrics.jsonl", 2, "td_metrics.jsonl", [Bytes(Metrics)], ReadMetrics, typeof(LogFormatException), typeof(AnalyticsException)))),
    ];

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static byte[] Zipped(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return zipped.ToArray();
    }

    /// <summary>Every record of a file that is taken must be what System.Text.Json reads in that line.</summary>
    static void ReadDynamics(string path, byte[] bytes)
    {
        var isZipped = path.EndsWith(".gz", StringComparison.Ordinal);
        // Damaged deflate data may unpack to other texts without notice; only their form is checked then.
        var lines = isZipped ? null : Lines(bytes).GetEnumerator();
        foreach (var record in LogRecord.Of(new DynamicsFile(path, 0)))
        {
            Assert.All(record.Logits, logit => Assert.True(float.IsFinite(logit)));
            if (lines is not null)
            {
                Assert.True(lines.MoveNext(), "more records than lines");
                OracleOfDynamics.Same(lines.Current, record);
            }
        }

        Assert.False(lines?.MoveNext() ?? false, "fewer records than lines");
    }

    static void ReadParquet(string path, byte[] bytes)
    {
        var report = TrainingDynamicsReport.Compute(Path.GetDirectoryName(path)!, new MetricsRequest());
        Assert.All(report.Confidence, value => Assert.InRange(value, 0, 1));
    }

    static void ReadEvents(string path, byte[] bytes)
    {
        var known = Lines(bytes[..(Array.LastIndexOf(bytes, (byte)'\n') + 1)]).GetEnumerator();
        foreach (var happened in new EventReader(path).ReadNew())
        {
            // Events of unknown types are passed over.
            do
            {
                Assert.True(known.MoveNext(), "more events than lines");
            }
            while (!OracleOfEvents.IsOf(known.Current, happened));
        }
    }

    static void ReadMetrics(string path, byte[] bytes)
    {
        var report = TrainingDynamicsReport.Read(path);
        byte[][] lines = [.. Lines(bytes)];
        Assert.Equal(lines.Length, report.Count);
        for (var row = 0; row < lines.Length; row++)
        {
            using var json = JsonDocument.Parse(lines[row]);
            Assert.Equal(json.RootElement.GetProperty("confidence").GetDouble(), report.Confidence[row]);
            Assert.Equal(json.RootElement.GetProperty("variability").GetDouble(), report.Variability[row]);
        }
    }

    /// <summary>The lines that hold something.</summary>
    static IEnumerable<byte[]> Lines(byte[] bytes)
    {
        var start = 0;
        while (start < bytes.Length)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', start) is var found and >= 0 ? found : bytes.Length;
            var line = bytes.AsSpan(start, end - start).Trim(" \t\r"u8);
            if (!line.IsEmpty)
            {
                yield return line.ToArray();
            }

            start = end + 1;
        }
    }

    static byte[] Manifest()
    {
        var path = Path.GetTempFileName();
        new RunManifest
        {
            Task = "demo",
            Model = "bert-tiny",
            Started = DateTime.UnixEpoch,
            Seed = 1,
            Device = "cpu",
            Recording = "off",
            LabelNames = ["negative", "positive"],
            DataFiles = [new DataFileRecord("train", "train.tsv", new string('0', 64), 7, null)],
            Options = new() { ["epochs"] = 3, ["record"] = "off" },
            Versions = new Dictionary<string, string> { [".NET"] = "10" },
        }.Write(path);
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }

    /// <summary>As DuckDB and Arrow's Rust library write it, the latter in both versions of pages.</summary>
    static IEnumerable<byte[]> OthersParquet() => new[] { "duckdb", "parquet-rs/version1", "parquet-rs/version2" }.Select(folder => File.ReadAllBytes(
        Path.Combine(Repository.Root, "tests", "TrainingDynamics.Analytics.Tests", "Fixtures", folder, "dynamics_epoch_0.parquet")));

    /// <summary>As a run writes it.</summary>
    static byte[] OwnParquet()
    {
        var folder = Directory.CreateTempSubdirectory("td-fuzz-");
        var path = Path.Combine(folder.FullName, "dynamics_epoch_0.parquet");
        using (var file = RecordFile.Create(path, 0))
        {
            for (var i = 0; i < 6; i++)
            {
                file.Append(ExampleGuid.FromInteger((7 * i) - 3), [0.5f * i, -1, 2], i % 3, i == 4 ? null : "cpu");
            }

            file.Finish();
            file.Publish();
        }

        var bytes = File.ReadAllBytes(path);
        folder.Delete(recursive: true);
        return bytes;
    }

    /// <summary>As pandas would write it: packed, with dictionaries, gaps allowed, in two row groups.</summary>
    static byte[] DynamicsParquet() => ParquetWriting.Bytes(Enumerable.Range(0, 2).Select(g => new (string, Array)[]
    {
        ("guid", new long?[] { 3 * g, (3 * g) + 1, (3 * g) + 2 }),
        ("gold", new long?[] { 0, 1, 0 }),
        ("logits", new float?[][] { [0.5f, -1], [2, 1e-3f], [0, 7.25f] }),
    }).ToArray());
}
