using System.Diagnostics;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests.Faults;

/// <summary>Run folders as a stranger may hand them over: no verb waits for what never comes, or takes other rows for the run's.</summary>
public sealed class StrangeRunTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly string _train;
    readonly RunFolder _run;

    public StrangeRunTests()
    {
        _train = Path.Combine(_folder.SmallDemo(20, 5), "train.tsv");
        _run = MadeUpRun.Write(_folder["run"], _train, epochs: 2, (i, epoch) => (0.2f * i) - 1 + (0.5f * epoch));
        File.WriteAllText(_run.EventsPath, "{\"type\":\"run_finished\",\"time\":\"2026-01-01T00:00:00Z\",\"seconds\":1}\n");
    }

    public void Dispose() => _folder.Dispose();

    static void Fifo(string path)
    {
        File.Delete(path);
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
    }

    void Source(string path) =>
        (RunManifest.Read(_run.ManifestPath) is var manifest
            ? manifest with { DataFiles = [.. manifest.DataFiles.Select(file => file with { Path = path })] }
            : null)!.Write(_run.ManifestPath);

    [Theory]
    [InlineData("run.json")]
    [InlineData("events.jsonl")]
    [InlineData("examples.parquet")]
    [InlineData("marks.jsonl")]
    [InlineData("training_dynamics/dynamics_epoch_1.jsonl")]
    [InlineData("training_dynamics/dynamics_epoch_1.parquet")]
    [InlineData("source")]
    [InlineData("/dev/zero")]
    public void A_fifo_or_a_device_in_the_place_of_a_file_is_told_and_not_waited_for(string place)
    {
        var path = Path.Combine(_run.Path, place);
        if (place is "source" or "/dev/zero")
        {
            Source(path);
        }

        if (place != "/dev/zero")
        {
            Fifo(path);
        }

        string[][] verbs = [["metrics", _run.Path, "-o", _folder["m.csv"]], ["issues", _run.Path, "--all"], ["status", _run.Path], ["watch", _run.Path, "--once", "--page", "examples"]];
        foreach (var verb in verbs)
        {
            var result = TdProcess.Run(verb);
            Assert.True(result.ExitCode is 0 or 2, $"{verb[0]} ends with {result.ExitCode}: {result.Error}");
            Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
            if (result.ExitCode == 2)
            {
                Assert.Contains("it is no regular file but a ", result.ErrorLine, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_selection_is_not_taken_from_a_file_of_as_many_other_rows()
    {
        var lines = File.ReadAllLines(_train);
        _folder.Write("other/train.tsv", string.Concat(lines.Take(1).Concat(lines.Skip(1).Reverse()).Select(line => line + "\n")));
        var refused = TdProcess.Run("select", _run.Path, "--count", "2", "--data-dir", _folder["other"], "-o", _folder["sets"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("examples with another label", refused.ErrorLine, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["sets"]));

        _folder.Write("moved/train.tsv", File.ReadAllText(_train));
        Assert.Equal(0, TdProcess.Run("select", _run.Path, "--count", "2", "--data-dir", _folder["moved"], "-o", _folder["sets"]).ExitCode);
    }
}
