using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>The experiment on subsets, from data to table, on as little as it can be run on.</summary>
public sealed class ExperimentTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    TdResult Run(params string[] more) => RunFor("2", ["--seeds", "2", "--checkpointing-steps", "off", .. more]);

    TdResult RunFor(string epochs, params string[] more)
    {
        string[][] usual = [["--data-dir", _folder.SmallDemo(64, 32)], ["--epochs", epochs], ["--proportion", "0.25"]];
        return TdProcess.Run(
        [
            "experiment", "subsets", "--task", "demo", "--model", "bert-tiny", "--from-scratch", "--vocabulary-size", "400", "--max-length", "16",
            "--output-dir", _folder["out"], .. usual.Where(option => !more.Contains(option[0])).SelectMany(option => option), .. more,
        ]);
    }

    RunFolder RunOf(int seed, string subset) => RunFolder.For(_folder["out", "subsets", $"seed_{seed}", subset], "demo", "bert-tiny");

    [Fact]
    public void Every_subset_and_seed_is_a_run_of_its_own_that_is_trained_once()
    {
        var first = Run("--seed", "5");
        Assert.Equal("", first.Error);
        Assert.Equal(0, first.ExitCode);
        foreach (var seed in new[] { 5, 6 })
        {
            Assert.Equal(64, File.ReadLines(RunOf(seed, "full").DynamicsPath(0)).Count());
            Assert.All(["easy", "ambiguous", "hard", "random"], subset => Assert.Equal(16, File.ReadLines(RunOf(seed, subset).DynamicsPath(0)).Count()));
        }

        Assert.Matches(@"dev accuracy +mean +std\. error +minus random +t +p\n", first.Output);
        Assert.Matches(@"\nhard +[01]\.[0-9]{4} +[0-9.]+ +-?[0-9.]+ +\S+ +\S+\n", first.Output);

        // As if one run had never begun: it alone is trained again, with the same outcome.
        Directory.Delete(RunOf(6, "hard").Path, recursive: true);
        var kept = File.GetLastWriteTimeUtc(RunOf(5, "random").DynamicsPath(0));
        var second = Run("--seed", "5");
        Assert.Equal(Table(first), Table(second));
        Assert.Equal(kept, File.GetLastWriteTimeUtc(RunOf(5, "random").DynamicsPath(0)));
        Assert.True(File.Exists(RunOf(6, "hard").DynamicsPath(0)));

        // Another experiment wants another folder.
        foreach (var other in new string[][] { ["--epochs", "3"], ["--proportion", "0.5"], ["--data-dir", _folder["other"]] })
        {
            File.WriteAllLines(_folder.Write("other/train.tsv", ""), File.ReadAllLines(_folder["data", "train.tsv"]).Reverse().SkipLast(1).Prepend("sentence\tlabel"));
            File.Copy(_folder["data", "dev.tsv"], _folder["other", "dev.tsv"], overwrite: true);
            var refused = Run(["--seed", "5", .. other]);
            Assert.True(refused.ExitCode == 2, $"{other[0]}: {refused.ExitCode} {refused.Error}");
        }

        Assert.Equal(kept, File.GetLastWriteTimeUtc(RunOf(5, "random").DynamicsPath(0)));

        // Two seeds leave the test one degree of freedom.
        Assert.Contains("note: two seeds ", first.Output, StringComparison.Ordinal);
        var json = JsonPage.Holds("td experiment", Run("--seed", "5", "--json").Output);
        Assert.Contains("two seeds", json.GetProperty("remark").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_subset_is_judged_by_the_epoch_that_is_kept()
    {
        // The epoch of the lowest accuracy counts as the best, so that it is seldom the last.
        var result = RunFor(
            "4", "--load-best-model-at-end", "--metric-for-best-model", "accuracy", "--greater-is-better", "false", "--learning-rate", "3e-3", "--seeds", "1", "--seed", "42", "--json");
        Assert.Equal(0, result.ExitCode);
        var table = JsonPage.Holds("td experiment", result.Output).GetProperty("subsets").EnumerateArray().ToArray();
        var last = 0;
        foreach (var row in table)
        {
            var events = new EventReader(RunOf(42, row.GetProperty("subset").GetString()!).EventsPath).ReadNew();
            double[] accuracies = [.. events.OfType<Evaluated>().Select(evaluated => evaluated.Metrics["accuracy"])];
            Assert.Equal(4, accuracies.Length);
            Assert.Equal(accuracies.Min(), Assert.Single(row.GetProperty("values").EnumerateArray()).GetDouble());
            last += accuracies.Min() == accuracies[^1] ? 1 : 0;
        }

        Assert.Equal(5, table.Length);
        Assert.InRange(last, 0, 4);
    }

    [Theory]
    [InlineData("--record", "off", "--record is off")]
    [InlineData("--seeds", "0", "--seeds is 0, expected at least 1")]
    [InlineData("--epochs", "1", "--epochs is 1; expected at least 2")]
    public void What_gives_no_table_is_refused(string option, string value, string message)
    {
        var result = TdProcess.Run("experiment", "subsets", "--task", "demo", "--from-scratch", option, value);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.ErrorLine, StringComparison.Ordinal);
    }

    static string Table(TdResult result) => result.Output[result.Output.IndexOf("dev accuracy  ", StringComparison.Ordinal)..];
}
