using System.Text.Json;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>Options that do what their help says, through the real program, on logs whose answer is known.</summary>
public sealed class OptionTests : IDisposable
{
    const int Examples = 60;

    readonly TemporaryFolder _folder = new();
    readonly RunFolder _run;

    // The surer the later an example comes and the longer the run is.
    public OptionTests() =>
        _run = MadeUpRun.Write(_folder["run"], Path.Combine(_folder.SmallDemo(Examples, 10), "train.tsv"), epochs: 3, (i, epoch) => (0.1f * i) - 1 + (0.5f * epoch));

    public void Dispose() => _folder.Dispose();

    static string Done(params string[] args)
    {
        var result = TdProcess.Run(args);
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        return result.Output;
    }

    double[] Metrics(string metric, params string[] options)
    {
        Done(["metrics", _run.Path, "--output", _folder["m.jsonl"], .. options]);
        return [.. File.ReadLines(_folder["m.jsonl"]).Select(line => JsonDocument.Parse(line).RootElement.GetProperty(metric).GetDouble())];
    }

    (int Guid, int Rank)[] Selected(params string[] options)
    {
        var sets = _folder[$"sets{Directory.GetDirectories(_folder.Path).Length}"];
        Done(["select", _run.Path, "--metric", "confidence", "--output-dir", sets, .. options]);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Assert.Single(Directory.GetDirectories(sets)), "selection.json")));
        return
        [
            .. json.RootElement.GetProperty("examples").EnumerateArray()
                .Select(example => (example.GetProperty("guid").GetInt32(), example.GetProperty("rank").GetInt32())),
        ];
    }

    [Fact]
    public void Metrics_are_of_the_epochs_asked_for()
    {
        var confidence = Metrics("confidence");
        var first = Metrics("confidence", "--first", "1");
        Assert.Equal(first, Metrics("confidence", "--burn-out", "1"));
        var last = Metrics("confidence", "--skip", "2");
        // Of the gold class's margin in the one epoch, by its logistic function.
        Assert.Equal(1 / (1 + Math.Exp(1)), first[0], 1e-6);
        Assert.Equal(0.5, last[0], 1e-6);
        Assert.All(Enumerable.Range(0, Examples), i => Assert.InRange(confidence[i], first[i], last[i]));
        var (plain, corrected) = (Metrics("variability"), Metrics("variability", "--include-ci"));
        Assert.All(Enumerable.Range(0, Examples), i => Assert.Equal(Math.Sqrt(Math.Pow(plain[i], 2) + (Math.Pow(plain[i], 4) / 2)), corrected[i], 1e-9));
    }

    [Fact]
    public void Selections_are_of_the_end_the_band_and_the_strategy_asked_for()
    {
        (int, int)[] Ranked(params int[] guids) => [.. guids.Select(guid => (guid, guid + 1))];
        Assert.Equal(Ranked(0, 1, 2, 3, 4, 5), Selected("--count", "6"));
        Assert.Equal([59, 58, 57], Selected("--count", "3", "--worst").Select(one => one.Guid));
        Assert.Equal(Ranked(6, 7, 8), Selected("--count", "3", "--skip-top", "0.1"));
        Assert.Equal(Ranked(0, 1, 2, 3, 4, 5, 6, 57, 58, 59), Selected("--count", "10", "--both-ends").Order().ToArray());
        var confidence = Metrics("confidence");
        var inBand = Selected("--count", "4", "--band", "0.6", "0.7").Select(one => one.Guid).ToArray();
        Assert.Equal(Enumerable.Range(0, Examples).Where(i => confidence[i] is >= 0.6 and <= 0.7), inBand);

        var golds = File.ReadLines(_folder["data", "train.tsv"]).Skip(1).Select(line => line[^1]).ToArray();
        Assert.Equal(5, Selected("--count", "10", "--strategy", "class-balanced").Count(one => golds[one.Guid] == '1'));
        // A fifth of them from each fifth of the range, so not the head alone.
        Assert.True(Selected("--count", "10", "--strategy", "stratified").Max(one => one.Guid) > 40);
        var random = Selected("--count", "10", "--strategy", "random");
        Assert.NotEqual(random, Selected("--count", "10", "--strategy", "random", "--seed", "2"));
        Assert.Equal(random, Selected("--count", "10", "--strategy", "random", "--seed", "1"));
    }

    [Fact]
    public void Issues_are_ranked_by_the_detector_over_the_epochs_asked_for()
    {
        var run = MadeUpRun.Write(
            _folder["other"], _folder["data", "train.tsv"], epochs: 2, (i, epoch) => i switch { 7 => epoch == 0 ? 3 : -9, 9 => -3.5f, _ => 3 });
        string First(params string[] options) => Done(["issues", run.Path, "--count", "1", .. options]).Split('\n')[2].TrimStart().Split(' ')[0];
        Assert.Equal("7", First("--detector", "loss")); // a mean of 4.5 against 3.5
        Assert.Equal("9", First("--detector", "aum")); // a mean margin of -3.5 against -3
        Assert.Equal("9", First("--detector", "loss", "--first", "1"));
    }

    [Fact]
    public void A_frame_keeps_to_what_the_terminal_can_show()
    {
        string Frame(params string[] options) => Done(["watch", _run.Path, "--once", "--page", "map", "--size", "80x24", .. options]);
        Assert.True(Frame("--ascii").All(char.IsAscii));
        Assert.False(Frame().All(char.IsAscii));
    }

    [Fact]
    public void A_map_has_the_title_asked_for()
    {
        Done("plot", _run.Path, "--output", _folder["a.svg"]);
        Done("plot", _run.Path, "--output", _folder["b.svg"], "--title", "What we saw");
        Assert.DoesNotContain("What we saw", File.ReadAllText(_folder["a.svg"]), StringComparison.Ordinal);
        Assert.Contains("What we saw", File.ReadAllText(_folder["b.svg"]), StringComparison.Ordinal);
    }

    [Fact]
    public void One_epoch_has_no_ambiguous_region_and_every_verb_says_why()
    {
        foreach (var args in new string[][] { ["metrics", _run.Path, "--output", _folder["m.jsonl"]], ["plot", _run.Path, "--output", _folder["a.svg"]] })
        {
            var one = Done([.. args, "--burn-out", "1"]);
            Assert.Contains("note: one epoch has no variability", one, StringComparison.Ordinal);
            Assert.DoesNotContain("ambiguous  ", one, StringComparison.Ordinal);
            Assert.DoesNotContain("note: one epoch", Done(args), StringComparison.Ordinal);
        }

        var other = MadeUpRun.Write(_folder["other"], _folder.SmallDemo(Examples, 10) + "/train.tsv", epochs: 1, (i, _) => i);
        foreach (var together in new string[][] { ["compare", _run.Path, other.Path], ["metrics", other.Path, _run.Path] })
        {
            Assert.Contains("note: one epoch", Done(together), StringComparison.Ordinal);
        }

        string[] Regions(params string[] options)
        {
            using var json = JsonDocument.Parse(Done(["metrics", _run.Path, "--output", _folder["m.jsonl"], "--json", .. options]));
            Assert.Equal(options.Length > 0, json.RootElement.GetProperty("hard_and_ambiguous").ValueKind == JsonValueKind.Null);
            Assert.Equal(options.Length > 0, json.RootElement.GetProperty("easy_and_ambiguous").ValueKind == JsonValueKind.Null);
            return [.. json.RootElement.GetProperty("regions").EnumerateArray().Select(region => region.GetProperty("region").GetString()!)];
        }

        Assert.Equal(["easy-to-learn", "hard-to-learn"], Regions("--first", "1"));
        Assert.Equal(["easy-to-learn", "ambiguous", "hard-to-learn"], Regions());
        Assert.Contains("note: one epoch", Done("select", _run.Path, "--first", "1"), StringComparison.Ordinal);
        Assert.Empty(JsonDocument.Parse(File.ReadAllText(Path.Combine(_run.Path, "three_regions_data_indices.json"))).RootElement.GetProperty("ambiguous").EnumerateArray());
        var refused = TdProcess.Run("select", _run.Path, "--first", "1", "--union", "ambiguous", "--output-dir", _folder["none"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("one epoch has no variability, so nothing is ambiguous", refused.ErrorLine, StringComparison.Ordinal);
    }
}
