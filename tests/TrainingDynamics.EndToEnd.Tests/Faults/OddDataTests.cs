using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests.Faults;

/// <summary>Data that nobody meant, through the real program: trained on, or refused in one line.</summary>
public sealed class OddDataTests : IDisposable
{
    const string Header = "sentence\tlabel\n";
    const string Dev = Header + "a fine film\t1\na dull film\t0\n";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(i => i % 3 == 0 ? "fine" : i % 3 == 1 ? "film" : "é"));

    public static TheoryData<string, string> Trained => new()
    {
        { "one example", Header + "a fine film\t1\n" },
        { "one class", Header + "a fine film\t1\na good film\t1\n" },
        { "a text of 100,000 words", Header + Words(100_000) + "\t1\na dull film\t0\n" },
        { "one word of 100,000 letters", Header + new string('a', 100_000) + "\t1\na dull film\t0\n" },
        { "empty texts", Header + "\t1\n \t0\n" },
    };

    [Theory]
    [MemberData(nameof(Trained))]
    public void What_can_be_trained_on_is_recorded_whole_and_has_metrics(string what, string train)
    {
        var result = Train(train);
        Assert.True(result.ExitCode == 0, $"{what}: {result.Error}");
        var run = new RunFolder(_folder["out", "sst2", "bert-tiny"]);
        var rows = train.Count(c => c == '\n') - 1;
        Assert.Equal(rows, File.ReadLines(run.DynamicsPath(0)).Count());
        Assert.Equal(rows, File.ReadLines(run.MetricsPath).Count());
    }

    [Theory]
    [InlineData("a label out of range", Header + "a fine film\t1\na dull film\t2\n", "line 3")]
    [InlineData("a negative label", Header + "a fine film\t-1\n", "line 2")]
    [InlineData("a row cut in two", Header + "a fine film\t1\na dull fi", "line 3")]
    [InlineData("no rows", Header, "train.tsv")]
    public void What_cannot_is_refused_by_file_and_line(string what, string train, string place)
    {
        var result = Train(train);
        Assert.True(result.ExitCode == 2, what);
        Assert.Contains("train.tsv", result.ErrorLine, StringComparison.Ordinal);
        Assert.Contains(place, result.ErrorLine, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public void Thirty_odd_guids_stay_what_they_are_apart_and_typed()
    {
        ExampleGuid[] guids =
        [
            .. new[] { 0, 1, -1, 9007199254740993, long.MaxValue, long.MinValue }.Select(ExampleGuid.FromInteger),
            .. new[]
            {
                "0", "1", "-1", "01", "1.0", "9007199254740993", "9223372036854775808", "12345678901234567890", "", " ", "a", "a ", " a", "A", "\"", "'", "a,b", "a\tb",
                "a\nb", "a\r\nb", "\\", "\\u0041", "\u0000", "é", "e\u0301", "😀", "null", "true", "NaN", "__proto__", "constructor", "{}", "[]", "=1+1",
            }.Select(ExampleGuid.FromText),
        ];
        var source = _folder.Write("train.tsv", Header);
        double[] golds = [.. guids.Select((_, i) => (double)(i % 2))];
        var run = MadeUpRun.Write(_folder["run"], source, "sst2", guids, golds, ["n", "p"], epochs: 2, (i, epoch) => (0.1f * i) + epoch);
        Assert.True(guids.Length >= 30);

        Assert.Equal(0, TdProcess.Run("metrics", run.Path, "-o", _folder["m.jsonl"]).ExitCode);
        Assert.Equal(guids, TrainingDynamics.Analytics.TrainingDynamicsReport.Read(_folder["m.jsonl"]).Guids);

        // A Parquet column has one type, so one of both kinds is refused, and each kind by itself goes there and back.
        Assert.Equal(2, TdProcess.Run("convert", run.Path, "--to", "parquet").ExitCode);
        foreach (var isInteger in new[] { false, true })
        {
            ExampleGuid[] some = [.. guids.Where(guid => guid.IsInteger == isInteger)];
            var one = MadeUpRun.Write(_folder[$"one-{isInteger}"], source, "sst2", some, golds[..some.Length], ["n", "p"], epochs: 2, (i, epoch) => (0.1f * i) + epoch);
            var metrics = new List<byte[]>();
            foreach (var format in new[] { "", "parquet", "jsonl" })
            {
                if (format.Length > 0)
                {
                    Assert.Equal(0, TdProcess.Run("convert", one.Path, "--to", format, "--overwrite").ExitCode);
                    Array.ForEach(Directory.GetFiles(one.DynamicsFolder, format == "jsonl" ? "*.parquet" : "*.jsonl"), File.Delete);
                }

                Assert.Equal(0, TdProcess.Run("metrics", one.Path, "-o", _folder["m.jsonl"]).ExitCode);
                Assert.Equal(0, TdProcess.Run("metrics", one.Path, "-o", _folder["m.parquet"]).ExitCode);
                Assert.Equal(some, TrainingDynamics.Analytics.TrainingDynamicsReport.Read(_folder["m.parquet"]).Guids);
                metrics.Add(File.ReadAllBytes(_folder["m.jsonl"]));
            }

            Assert.All(metrics, bytes => Assert.Equal(metrics[0], bytes));
        }
    }

    [Fact]
    public void Latin_1_and_UTF_16_are_refused_by_name()
    {
        foreach (var encoding in new[] { System.Text.Encoding.Latin1, System.Text.Encoding.Unicode })
        {
            _folder.Write("data/train.tsv", "");
            File.WriteAllText(_folder["data", "train.tsv"], Header + "un été\t1\n", encoding);
            var result = Train(null);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains("UTF-8", result.ErrorLine, StringComparison.Ordinal);
        }
    }

    TdResult Train(string? train)
    {
        if (train is not null)
        {
            _folder.Write("data/train.tsv", train);
        }

        _folder.Write("data/dev.tsv", Dev);
        return TdProcess.Run(
            "train", "--task", "sst2", "--data-dir", _folder["data"], "--from-scratch", "--vocabulary-size", "60", "--epochs", "1",
            "--threads", "1", "--map", "--max-length", "32", "--output-dir", _folder["out"]);
    }
}
