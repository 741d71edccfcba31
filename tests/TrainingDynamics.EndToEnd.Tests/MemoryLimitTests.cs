using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>The program under <c>ulimit -v</c>, as batch systems set it: it names memory, wherever there is too little.</summary>
[Collection(Alone.Name)]
public sealed class MemoryLimitTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly RunFolder _run;

    public MemoryLimitTests() =>
        _run = MadeUpRun.Write(_folder["run"], Path.Combine(_folder.SmallDemo(30, 10), "train.tsv"), epochs: 2, (i, epoch) => (0.2f * i) - 1 + (0.5f * epoch));

    public void Dispose() => _folder.Dispose();

    static TdResult Run(int kilobytes, params string[] args) => TdProcess.Shell($"ulimit -v {kilobytes}; exec \"$@\"", args);

    [Fact]
    public void Every_verb_says_that_the_address_space_is_too_small_before_it_does_anything()
    {
        var data = _folder["data"];
        string[][] verbs =
        [
            ["metrics", _run.Path], ["plot", _run.Path], ["report", _run.Path], ["issues", _run.Path], ["select", _run.Path],
            ["status", _run.Path], ["watch", _run.Path, "--once"], ["list", _folder.Path], ["compare", _run.Path, _run.Path],
            ["convert", _run.Path, "--to", "parquet"], ["inject-noise", Path.Combine(data, "train.tsv"), "-o", _folder["noisy"]],
            ["train", "--task", "demo", "--data-dir", data, "--from-scratch", "--output-dir", _folder["out"]],
            ["predict", "--model", _folder["none"], "--input", "-"], ["merge", _folder["none"], "-o", _folder["whole"]], ["experiment", "subsets", "--from-scratch"], ["doctor"], ["--version"], ["help"],
        ];
        var before = _folder.Files.Order().ToArray();
        // Where .NET finds no room for its culture, its console, its libraries, its threads.
        int[] limits = [2_000_000, 2_600_000, 3_000_000, 3_300_000];
        for (var i = 0; i < verbs.Length; i++)
        {
            var result = Run(limits[i % limits.Length], verbs[i]);
            Assert.Equal(2, result.ExitCode);
            Assert.Matches(@"^td: the address space is limited to [0-9]+ MB \(ulimit -v\), expected at least [0-9]+( for td \w+)?, for .*; raise the limit", result.ErrorLine);
            Assert.Equal("", result.Output);
        }

        Assert.Equal(before, _folder.Files.Order());
        Assert.Equal(0, Run(4_000_000, "metrics", _run.Path).ExitCode);
    }

    [Fact]
    public void A_file_that_is_larger_than_the_memory_is_refused_for_that()
    {
        using (var file = File.Create(_folder["large.csv"]))
        {
            file.SetLength(2_000_000_000); // a hole, which takes no disk
        }

        var result = Run(4_000_000, "inject-noise", _folder["large.csv"], "-o", _folder["noisy"]);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("td inject-noise: not enough memory: ", result.ErrorLine, StringComparison.Ordinal);
        Assert.Contains("(ulimit -v)", result.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_that_does_not_fit_ends_the_training_with_its_size_and_what_to_make_smaller()
    {
        var train = _folder.Write("long.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"{string.Join(' ', Enumerable.Repeat("word", 510))},{i % 2}\n")));
        var result = Run(
            6_000_000, "train", "--train-file", train, "--validation-file", train, "--max-eval-samples", "4", "--from-scratch", "--vocabulary-size", "30", "--max-length", "512",
            "--batch-size", "3000", "--epochs", "1", "--threads", "1", "--output-dir", _folder["out"], "-q");
        Assert.Equal(1, result.ExitCode);
        Assert.Matches("^td train: not enough memory: .* bytes.*--batch-size", result.ErrorLine);
    }
}
