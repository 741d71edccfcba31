using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>Verbs that write several files: the folder that they are given, and the forms of file that they take.</summary>
public sealed class OutputFolderTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly string _train;
    readonly RunFolder _run;

    public OutputFolderTests()
    {
        _train = Path.Combine(_folder.SmallDemo(30, 10), "train.tsv");
        _run = MadeUpRun.Write(_folder["run"], _train, epochs: 2, (i, epoch) => (0.2f * i) - 1 + (0.5f * epoch));
    }

    public static TheoryData<string> Verbs => ["select", "convert", "inject-noise"];

    public void Dispose() => _folder.Dispose();

    TdResult Run(string verb, string folder) => TdProcess.RunIn(_folder.Path, "", [
        .. verb switch
        {
            "select" => new[] { "select", _run.Path, "--count", "3" },
            "convert" => ["convert", _run.Path, "--to", "parquet"],
            _ => ["inject-noise", _train],
        },
        "-o", folder,
    ]);

    [Theory]
    [MemberData(nameof(Verbs))]
    public void What_is_no_folder_is_refused_by_name_and_nothing_is_written(string verb)
    {
        var file = _folder.Write("file", "kept");
        File.CreateSymbolicLink(_folder["dangling"], "nowhere");
        var before = _folder.Files.Order().ToArray();
        foreach (var (name, reason) in new[]
        {
            ("-", "is '-', expected the name of a folder"), ("file", $"{file} is no folder"), ("file/below", $"{file} is no folder"),
            ("dangling", $"{_folder["dangling"]} is a link that leads nowhere"), ("/dev/null", "/dev/null is no folder"),
        })
        {
            var result = Run(verb, name);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains("--output-dir", result.ErrorLine, StringComparison.Ordinal);
            Assert.Contains(reason, result.ErrorLine, StringComparison.Ordinal);
        }

        Assert.Equal(before, _folder.Files.Order());
        Assert.Equal("kept", File.ReadAllText(file));
        Assert.Equal(0, Run(verb, "new/folder").ExitCode);
        Assert.NotEmpty(Directory.GetFiles(_folder["new", "folder"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Noise_goes_into_any_file_that_can_be_trained_on_by_the_same_options()
    {
        var rows = Enumerable.Range(0, 20).Select(i => $"\"text; of row {i}\";{(i % 2 == 0 ? "no" : "yes")}\n").ToArray();
        var semicolons = _folder.Write("own/semicolons.csv", "Text;Label\n" + string.Concat(rows));
        var tabs = _folder.Write("own/tabs.tsv", "what\tverdict\n" + string.Concat(rows).Replace("\";", "\"\t", StringComparison.Ordinal));
        var pipes = _folder.Write("own/pipes.csv", "what|verdict\n" + string.Concat(rows).Replace("\";", "\"|", StringComparison.Ordinal));
        Holds(semicolons, []);
        Holds(tabs, ["--label-column", "verdict", "--quoting", "csv"]);
        Holds(pipes, ["--label-column", "verdict", "--delimiter", "|", "--quoting", "none"]);

        var unknown = TdProcess.Run("inject-noise", tabs, "-o", _folder["unknown"]);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("name yours with --label-column", unknown.ErrorLine, StringComparison.Ordinal);
        var both = TdProcess.Run("inject-noise", _train, "--task", "demo", "--delimiter", "tab", "-o", _folder["both"]);
        Assert.Equal(2, both.ExitCode);
        Assert.Contains("--delimiter", both.ErrorLine, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["unknown"]) || Directory.Exists(_folder["both"]));
    }

    void Holds(string source, string[] options)
    {
        var result = TdProcess.Run(["inject-noise", source, "--rate", "0.25", "-o", _folder["noisy"], .. options]);
        Assert.Equal(0, result.ExitCode);
        var (before, after) = (File.ReadAllLines(source), File.ReadAllLines(_folder["noisy", Path.GetFileName(source)]));
        Assert.Equal(before.Length, after.Length);
        var changed = Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).ToArray();
        Assert.Equal(5, changed.Length);
        Assert.DoesNotContain(0, changed);
        Assert.All(changed, i => Assert.Equal(before[i].EndsWith("no", StringComparison.Ordinal) ? $"{before[i][..^2]}yes" : $"{before[i][..^3]}no", after[i]));
        Assert.Equal(changed.Select(i => $"{i - 1}"), File.ReadLines(_folder["noisy", "truth.tsv"]).Skip(1).Select(line => line.Split('\t')[1]));
    }
}
