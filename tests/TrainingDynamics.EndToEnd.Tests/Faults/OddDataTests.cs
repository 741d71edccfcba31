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
