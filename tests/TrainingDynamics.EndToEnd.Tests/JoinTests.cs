using System.Text.Json;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>Runs over files of different rows, and what the program says of an example's place, through the real program.</summary>
public sealed class JoinTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_selections_run_is_compared_with_its_sources_by_text_and_lists_of_guids_go_everywhere()
    {
        string[] rows = [.. Enumerable.Range(0, 40).Select(i => $"\"a {(i % 2 == 0 ? "fine" : "dull")},\nfilm number {i}\",{(i % 2 == 0 ? "good" : "bad")}\n")];
        var run = Train("whole", "text,label\n" + string.Concat(rows) + rows[3]);
        Done("select", run, "--metric", "confidence", "--fraction", "0.9", "--output-dir", _folder["s90"]);
        var selected = Directory.GetFiles(_folder["s90"], "*.csv", SearchOption.AllDirectories).Single(path => !Path.GetFileName(path).StartsWith("dev", StringComparison.Ordinal));
        var less = Train("less", File.ReadAllText(selected));
        var books = Train("books", "text,label\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"book {i},{(i % 2 == 0 ? "good" : "bad")}\n")));

        var compared = Done("compare", run, less);
        Assert.StartsWith("joined by text: 3", compared, StringComparison.Ordinal);
        Assert.Contains("2 with a text that occurs more than once left out\n", compared, StringComparison.Ordinal);
        Assert.Contains(" 0 with another gold class", compared, StringComparison.Ordinal);
        Assert.StartsWith("joined by text: 3", Done("metrics", run, less), StringComparison.Ordinal);
        Assert.Contains(" in both by text", Done("watch", run, less, "--once", "--page", "compare"), StringComparison.Ordinal);
        var refused = TdProcess.Run("compare", run, books);
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("the runs share no text", refused.Error, StringComparison.Ordinal);
        Assert.StartsWith("joined by guid: 40 examples, 40 of them with another text", Done("compare", run, books, "--join", "guid"), StringComparison.Ordinal);
        Assert.Contains("are the same run", TdProcess.Run("metrics", run, run).Error, StringComparison.Ordinal);

        // Copied, its source gone.
        Directory.Move(run, _folder["copy"]);
        Directory.Delete(_folder["whole"], recursive: true);
        var issues = TdProcess.Run("issues", _folder["copy"], "--count", "3", "-o", _folder["issues.csv"]);
        Assert.Equal(("", 0), (issues.Error, issues.ExitCode));
        var listed = Done("issues", _folder["copy"], "--only", _folder["issues.csv"], "--count", "40");
        Assert.Equal(3, listed.Split("train.csv:").Length - 1);
        using var json = JsonDocument.Parse(Done("issues", _folder["copy"], "--count", "1", "--json"));
        var first = json.RootElement.GetProperty("issues")[0];
        // Two lines a row, below a header.
        Assert.Equal(2 + (2 * first.GetProperty("row").GetInt32()), first.GetProperty("line").GetInt32());
        Done("report", _folder["copy"], "--only", _folder["issues.csv"], "-o", _folder["report.html"]);
        Assert.Contains("film number", File.ReadAllText(_folder["report.html"]), StringComparison.Ordinal);
    }

    string Train(string name, string csv)
    {
        var train = _folder.Write(Path.Combine(name, "train.csv"), csv);
        var dev = _folder.Write(Path.Combine(name, "dev.csv"), "text,label\na fine film,good\na dull film,bad\n");
        Done(
            "train", "--train-file", train, "--validation-file", dev, "--model", "bert-tiny", "--from-scratch", "--vocabulary-size", "60", "--max-length", "16",
            "--batch-size", "8", "--epochs", "2", "--threads", "1", "--output-dir", _folder["out", name]);
        return Path.GetDirectoryName(Directory.GetFiles(_folder["out", name], "examples.parquet", SearchOption.AllDirectories).Single())!;
    }

    static string Done(params string[] args)
    {
        var result = TdProcess.Run(args);
        Assert.True(result.ExitCode == 0, $"td {string.Join(' ', args)}: {result.Error}");
        return result.Output;
    }
}
