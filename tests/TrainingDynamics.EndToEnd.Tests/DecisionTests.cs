using System.Text.Json;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>From logs to decisions: selection, comparison, label issues, on logs whose answer is known.</summary>
public sealed class DecisionTests : IDisposable
{
    const int Examples = 60;

    readonly TemporaryFolder _folder = new();
    readonly string _data;

    public DecisionTests()
    {
        _data = _folder.SmallDemo(Examples, 10);
        WriteRun("a", wrong: 3);
        WriteRun("b", wrong: 4);
    }

    string TrainFile => Path.Combine(_data, "train.tsv");

    public void Dispose() => _folder.Dispose();

    // Example i is right by i/10 + 1 in every epoch, but for the first few, whose label the model contradicts.
    void WriteRun(string name, int wrong) =>
        MadeUpRun.Write(_folder[name], TrainFile, epochs: 2, (i, epoch) => i < wrong ? -3f + (0.1f * i) : 1 + (0.1f * i) + (0.2f * epoch));

    static TdResult Done(params string[] args)
    {
        var result = TdProcess.Run(args);
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        return result;
    }

    [Fact]
    public void Issues_puts_the_contradicted_labels_first_with_their_texts()
    {
        var lines = Done("issues", _folder["a"], "--count", "3").Output.TrimEnd('\n').Split('\n');
        Assert.Equal("3 of 60 labels are contradicted by an epoch, 3 are flagged by confident learning; the 3 most suspected by fused:", lines[0]);
        Assert.Equal(["guid", "line", "gold", "suggested", "*", "against", "confidence", "text"], lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        lines = lines[2..];
        Assert.Equal(["0", "1", "2"], lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]).Order());
        var first = File.ReadLines(TrainFile).Skip(1).First().Split('\t')[0];
        Assert.Contains(lines, line => line.EndsWith(first, StringComparison.Ordinal));

        var truth = _folder.Write("truth.tsv", "guid\tkind\n0\tflipped\n1\tflipped\n2\tflipped\n");
        var table = Done("issues", _folder["a"], "--truth", truth).Output;
        var other = TdProcess.Run("issues", _folder["a"], "--truth", _folder.Write("other.tsv", "guid\tkind\n0\tannotator error\n"));
        Assert.Equal((2, ""), (other.ExitCode, other.Output));
        Assert.Contains("found no row of kind 'flipped'", other.ErrorLine, StringComparison.Ordinal);
        Assert.Matches("confidence +1.000 +1.000 +0.300", table);
        Assert.Contains("random", table, StringComparison.Ordinal);

        Done("issues", _folder["a"], "--count", "3", "--output", _folder["issues.jsonl"]);
        Assert.Equal(3, File.ReadLines(_folder["issues.jsonl"]).Count());
    }

    [Fact]
    public void Texts_of_a_file_that_has_changed_since_are_not_shown()
    {
        File.AppendAllText(TrainFile, "one more\t1\n");
        var result = TdProcess.Run("issues", _folder["a"], "--count", "1");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"{TrainFile} has changed since the run", result.ErrorLine, StringComparison.Ordinal);
        Assert.Matches(" 2/2 +0[.][0-9]{3}$", result.Output.TrimEnd('\n'));
    }

    [Fact]
    public void A_dynamics_folder_means_its_run()
    {
        var dynamics = new RunFolder(_folder["a"]).DynamicsFolder;
        Assert.Equal(Done("issues", _folder["a"]).Output, Done("issues", dynamics).Output);
        Done("select", dynamics);
        Assert.True(File.Exists(new RunFolder(_folder["a"]).RegionsPath));
        Done("metrics", dynamics);
        Assert.True(File.Exists(new RunFolder(_folder["a"]).MetricsPath));
    }

    [Fact]
    public void Select_writes_the_regions_or_exactly_the_asked_rows_in_the_sources_format()
    {
        Done("select", _folder["a"]);
        using var regions = JsonDocument.Parse(File.ReadAllText(new RunFolder(_folder["a"]).RegionsPath));
        Assert.All(regions.RootElement.EnumerateObject(), region => Assert.Equal(19, region.Value.GetArrayLength())); // ⌊0.33 · 60⌋
        Assert.Equal(["ambiguous", "easy", "hard"], regions.RootElement.EnumerateObject().Select(region => region.Name).Order());

        Done("select", _folder["a"], "--metric", "confidence", "--fraction", "0.1", "0.5", "--output-dir", _folder["sets"]);
        var source = File.ReadAllLines(TrainFile);
        var hardest = File.ReadAllLines(_folder["sets", "ranked_confidence_0.1", "train.tsv"]);
        Assert.Equal([source[0], source[1], source[2], source[3]], hardest[..4]);
        Assert.Equal(1 + 6, hardest.Length);
        Assert.Equal(1 + 30, File.ReadLines(_folder["sets", "ranked_confidence_0.5", "train.tsv"]).Count());
        Assert.Equal(File.ReadAllBytes(Path.Combine(_data, "dev.tsv")), File.ReadAllBytes(_folder["sets", "ranked_confidence_0.1", "dev.tsv"]));
        Assert.True(File.Exists(_folder["sets", "ranked_confidence_0.1", "selection.json"]));

        var tooMany = TdProcess.Run("select", _folder["a"], "--count", "10", "61", "--output-dir", _folder["more"]);
        Assert.Equal(2, tooMany.ExitCode);
        Assert.Contains("61", tooMany.ErrorLine, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["more"]));
    }

    [Fact]
    public void Metrics_of_several_runs_are_aggregated_over_the_examples_they_share()
    {
        var shorter = new RunFolder(_folder["b"]).DynamicsFolder;
        foreach (var file in Directory.GetFiles(shorter))
        {
            File.WriteAllLines(file, File.ReadAllLines(file).Skip(1));
        }

        var output = Done("metrics", _folder["a"], _folder["b"], "--output", _folder["seeds.csv"]).Output;
        Assert.Matches(@"\n +60 +1 +2 ", output);
        Assert.Contains("59 examples in all 2 runs", output, StringComparison.Ordinal);
        Assert.Matches(@"\nhard +19 +19 +19 +1\.000 +1\.000\n", output);
        Assert.Equal(1 + 59, File.ReadLines(_folder["seeds.csv"]).Count());
        Assert.False(File.Exists(new RunFolder(_folder["a"]).MetricsPath));

        var refused = TdProcess.Run("metrics", _folder["a"], _folder["b"], "--metrics", "aum");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--metrics", refused.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public void Unions_and_intersections_are_of_regions_and_of_earlier_selections()
    {
        Done("select", _folder["a"], "--count", "6", "--output-dir", _folder["sets"]);
        var hardest = _folder["sets", "ranked_confidence_6", "selection.json"];
        Done("select", _folder["a"], "--intersection", "hard", hardest, "--output-dir", _folder["sets"]);
        Assert.Equal(
            File.ReadAllText(_folder["sets", "ranked_confidence_6", "train.tsv"]), File.ReadAllText(_folder["sets", "intersection", "train.tsv"]));

        // Easy and hard are 19 examples each and share none.
        Done("select", _folder["a"], "--union", "easy", "hard", _folder["sets", "intersection", "selection.json"], "--output-dir", _folder["sets"]);
        Assert.Equal(1 + 38, File.ReadLines(_folder["sets", "union", "train.tsv"]).Count());

        var empty = TdProcess.Run("select", _folder["a"], "--intersection", "hard", "easy", "--output-dir", _folder["none"]);
        Assert.Equal(2, empty.ExitCode);
        Assert.Contains("no example is in all of hard, easy", empty.ErrorLine, StringComparison.Ordinal);
        var nothing = TdProcess.Run("select", _folder["a"], "--union", TrainFile, "--output-dir", _folder["none"]);
        Assert.Contains($"{TrainFile}: found the columns 'sentence', 'label', expected one called 'guid' among them, or a guid a line", nothing.ErrorLine, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["none"]));
    }

    [Fact]
    public void Compare_names_the_example_that_moved_most()
    {
        var output = Done("compare", _folder["a"], _folder["b"], "--movers", "1", "--map", _folder["change.svg"]).Output;
        Assert.EndsWith($"map       {_folder["change.svg"]}\n", output, StringComparison.Ordinal);
        Assert.Contains("demo-made-up vs. demo-made-up", File.ReadAllText(_folder["change.svg"]), StringComparison.Ordinal);
        Assert.Contains("60 examples in both; 0 only in A, 0 only in B", output, StringComparison.Ordinal);
        Assert.Matches(@"0\.[0-9]+ → 0\.[0-9]+  3  ", output.Split('\n')[^3]);
    }

    [Fact]
    public void Runs_in_which_all_examples_are_alike_have_no_rank_correlation()
    {
        MadeUpRun.Write(_folder["alike"], TrainFile, epochs: 2, (_, epoch) => 1 + epoch);
        var output = Done("compare", _folder["a"], _folder["alike"]).Output;
        Assert.Contains("rank correlation: confidence none (all equal), variability none (all equal), correctness none (all equal)\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", output + Done("metrics", _folder["a"], _folder["alike"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_is_one_page_with_the_texts_in_it()
    {
        Done("report", _folder["a"], "--worst", "3");
        var page = File.ReadAllText(Path.Combine(new RunFolder(_folder["a"]).FiguresFolder, "report.html"));
        Assert.Contains("60 examples, 2 epochs", page, StringComparison.Ordinal);
        var hardest = File.ReadLines(TrainFile).Skip(1).First().Split('\t')[0];
        Assert.Contains($"\"texts\":[\"{hardest}\",", page, StringComparison.Ordinal);
        Assert.Contains("\"worst\":[[0,", page, StringComparison.Ordinal); // after one epoch the first row comes first, as the run was made up
    }

    [Fact]
    public void Inject_noise_flips_the_asked_share_and_says_which()
    {
        Done("inject-noise", TrainFile, "--rate", "0.1", "--output-dir", _folder["noisy"]);
        var before = File.ReadAllLines(TrainFile);
        var after = File.ReadAllLines(_folder["noisy", "train.tsv"]);
        var flipped = Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).Select(i => $"{i - 1}");
        var told = File.ReadLines(_folder["noisy", "truth.tsv"]).Skip(1).Select(line => line.Split('\t')[1]);
        Assert.Equal(flipped.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        Assert.Equal(6, told.Count());
    }

    [Fact]
    public void Metrics_on_request_come_behind_the_usual_ones_and_are_described()
    {
        Done("metrics", _folder["a"], "--metrics", "aum", "el2n", "--output", _folder["more.jsonl"]);
        Assert.Matches("\"forgetfulness\":[0-9]+,\"aum\":-?[0-9.]+,\"el2n\":[0-9.]+}$", File.ReadLines(_folder["more.jsonl"]).First());
        Assert.Contains("aum (on request)", Done("metrics", "--list").Output, StringComparison.Ordinal);
        var unknown = TdProcess.Run("metrics", _folder["a"], "--metrics", "beauty");
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("beauty", unknown.ErrorLine, StringComparison.Ordinal);
    }
}
