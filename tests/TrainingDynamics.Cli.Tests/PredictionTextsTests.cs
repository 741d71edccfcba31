using System.CommandLine;
using TrainingDynamics.Data;
using TrainingDynamics.Engine.Predicting;

namespace TrainingDynamics.Cli.Tests;

/// <summary>What td predict takes for texts.</summary>
public sealed class PredictionTextsTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("td-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("x.csv", "id,sentence1,sentence2,label\nx1,\"a\nb\",c,yes\nx2,d,e,no\n", 2, 4)]
    [InlineData("x.tsv", "id\tsentence1\tsentence2\tlabel\nx1\t\"a\nb\"\tc\tyes\nx2\td\te\tno\n", 2, 4)]
    [InlineData("x.json", "[{\"id\": \"x1\", \"sentence1\": \"a\\nb\", \"sentence2\": \"c\", \"label\": 1},\n{\"id\": \"x2\", \"sentence1\": \"d\", \"sentence2\": \"e\"}]", 1, 2)]
    [InlineData("x.jsonl", "{\"id\": \"x1\", \"sentence1\": \"a\\nb\", \"sentence2\": \"c\"}\n{\"id\": \"x2\", \"sentence1\": \"d\", \"sentence2\": \"e\"}\n", 1, 2)]
    public void Tables_are_read_as_for_training_with_or_without_labels(string name, string content, int first, int second)
    {
        var path = Write(name, content);

        var (texts, count) = Read("--input", path);

        Assert.Equal(2, count);
        Assert.Equal(
            [
                new PredictionInput("a\nb", "c", "\"x1\"") { Place = $"{path}, line {first}" },
                new PredictionInput("d", "e", "\"x2\"") { Place = $"{path}, line {second}" },
            ],
            texts);
    }

    [Fact]
    public void Whole_numbers_stay_numbers_and_row_numbers_are_no_ids()
    {
        var path = Write("x.csv", "key,review,label\n7,a,0\n8,b,1\n");
        Assert.Equal(["7", "8"], Read("--input", path, "--guid-column", "key").Texts.Select(text => text.Guid));
        Assert.Equal([null, null], Read("--input", path).Texts.Select(text => text.Guid));
    }

    [Fact]
    public void Columns_and_form_are_taken_by_option()
    {
        var path = Write("x.dat", "when;what;how\n1;\"a;b\";c\n");
        Assert.Equal(
            [new PredictionInput("a;b", "c", null) { Place = $"{path}, line 2" }],
            Read("--input", path, "--format", "csv", "--delimiter", ";", "--text-column", "what", "--text-pair-column", "how").Texts);
        Assert.Contains("--format is 'xls', expected csv", Assert.Throws<UsageException>(() => Read("--input", path, "--format", "xls")).Message, StringComparison.Ordinal);
        Assert.Contains("name it with --text-column", Assert.Throws<DatasetFormatException>(() => Read("--input", path, "--format", "csv")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_with_a_text_are_read_as_they_come()
    {
        var path = Write("lines", "{\"text\": \"a\", \"guid\": [1]}\nno JSON\n");
        var (texts, count) = Read("--input", path);
        Assert.Null(count);
        Assert.Equal(new PredictionInput("a", null, "[1]") { Place = $"{path}, line 1" }, texts.First());
        Assert.Throws<UsageException>(() => texts.ToList());
    }

    [Fact]
    public void A_stop_ends_waiting_for_a_pipe_that_nobody_writes()
    {
        var path = Path.Combine(_folder, "pipe");
        System.Diagnostics.Process.Start("mkfifo", [path]).WaitForExit();
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => PredictionLines.Read(path, stop.Token).ToList());
        Assert.ThrowsAny<OperationCanceledException>(() => PredictionLines.Bytes(path, stop.Token));
    }

    [Fact]
    public void Progress_says_how_many_how_fast_and_how_long()
    {
        Assert.Equal("3,200 of 20,000 texts · 1,600 texts/s · 11 s left", PredictionCounter.Line(3200, 20_000, TimeSpan.FromSeconds(2)));
        Assert.Equal("64 texts · 64 texts/s", PredictionCounter.Line(64, null, TimeSpan.FromSeconds(1)));
    }

    static (IEnumerable<PredictionInput> Texts, int? Count) Read(params string[] args)
    {
        var texts = new PredictionTexts();
        var command = new Command("predict");
        texts.All.ToList().ForEach(command.Options.Add);
        return texts.Read(command.Parse(args), CancellationToken.None);
    }

    string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
