namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>A run whose classes are told apart by a blank and by a letter of another script.</summary>
public sealed class LabelNamesTests : IDisposable
{
    static readonly string[] Labels = ["a", "a ", "\u0430"];
    static readonly string[] Shown = ["'a'", "'a '", @"'\u0430'"];

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Classes_that_look_alike_are_told_apart_on_the_terminal_and_in_the_report_and_no_score_is_said_twice()
    {
        var rows = Enumerable.Range(0, 60).Select(i => $"text number {i} of {i % 3},\"{Labels[i % 3]}\"");
        var file = _folder.Write("a.csv", $"text,label\n{string.Join('\n', rows)}\n");
        var train = TdProcess.Run(
            "train", "--train-file", file, "--validation-file", file, "--test-file", file, "--from-scratch", "--vocabulary-size", "200", "--epochs", "2",
            "--threads", "1", "--output-dir", _folder["runs"]);
        Assert.True(train.ExitCode == 0, train.Error);
        Assert.All(Shown, name => Assert.Contains(name, train.Error + train.Output, StringComparison.Ordinal));
        Assert.Matches(@"predicted as +'a' +'a ' +'\\u0430'", train.Output);
        var lines = train.Output.Split('\n');
        var test = Assert.Single(lines, line => line.StartsWith("test:", StringComparison.Ordinal));
        Assert.Matches("^test: 60 examples, accuracy [0-9.]+, loss [0-9.]+, f1_macro [0-9.-]+, matthews_correlation [0-9.-]+$", test);
        Assert.Matches("^dev after epoch 2: f1_macro [0-9.-]+, matthews_correlation [0-9.-]+$", Assert.Single(lines, line => line.StartsWith("dev after", StringComparison.Ordinal)));

        var run = _folder["runs", "a", "bert-tiny"];
        Assert.Equal(0, TdProcess.Run("report", run).ExitCode);
        string[] texts =
        [
            TdProcess.Run("issues", run, "--all", "--count", "60").Output,
            TdProcess.Run("watch", run, "--once", "--page", "examples", "--size", "100x80").Output,
            System.Net.WebUtility.HtmlDecode(File.ReadAllText(Path.Combine(run, "figures", "report.html"))),
        ];
        foreach (var text in texts)
        {
            Assert.All(Shown, name => Assert.Contains(name, text, StringComparison.Ordinal));
            Assert.DoesNotContain("\u0430", text, StringComparison.Ordinal);
        }
    }
}
