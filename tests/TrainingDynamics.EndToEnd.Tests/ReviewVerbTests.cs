using System.Text.Json;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>A review on a terminal, by several people and by other tools, and what it says about the data.</summary>
public sealed class ReviewVerbTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly string _run;

    public ReviewVerbTests()
    {
        var train = Path.Combine(_folder.SmallDemo(60, 10), "train.tsv");
        _run = _folder["run"];
        MadeUpRun.Write(_run, train, epochs: 2, (i, epoch) => i < 3 ? -3f + (0.1f * i) : 1 + (0.1f * i) + (0.2f * epoch));
        Done("issues", _run, "--queue", "q1", "--top", "4", "--random", "6");
    }

    string Journal(string reviewer) => Path.Combine(_run, "reviews", "q1", $"decisions-{reviewer}.jsonl");

    public void Dispose() => _folder.Dispose();

    static string Done(params string[] args)
    {
        var result = TdProcess.Run(args);
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        return result.Output;
    }

    string Refused(params string[] args)
    {
        var result = TdProcess.Run(["review", _run, "--queue", "q1", .. args]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        return result.ErrorLine;
    }

    string[] Decisions(string reviewer) =>
        [.. File.ReadLines(Journal(reviewer)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("decision").GetString()!)];

    TmuxSession Sitting(string options) =>
        new($"dotnet '{Path.Combine(AppContext.BaseDirectory, "td.dll")}' review '{_run}' --queue q1 {options}");

    [TmuxFact]
    public void A_review_that_is_killed_goes_on_where_it_was()
    {
        using (var terminal = Sitting("--reviewer kim"))
        {
            var first = terminal.WaitFor("Backspace undo");
            Assert.Contains("row 1 of 10 · 0 decided", first, StringComparison.Ordinal);
            Assert.Contains("wrong in 2 of 2 epochs, never learnt; ", first, StringComparison.Ordinal);
            terminal.Press("Enter");
            terminal.WaitFor("row 2 of 10 · 1 decided");
            terminal.Press("k");
            terminal.WaitFor("row 3 of 10 · 2 decided");
            terminal.Press("BSpace");
            terminal.WaitFor("row 2 of 10 · 1 decided");
            terminal.Press("n");
            terminal.WaitFor("note:");
            terminal.Send("said twice");
            terminal.Press("Enter");
            terminal.WaitFor("note       said twice");
            terminal.Press("d");
            terminal.WaitFor("row 3 of 10 · 2 decided");
        }

        // The server's end kills the review.
        Assert.Equal(["relabel", "keep", "undo", "remove"], Decisions("kim"));
        Assert.Contains("\"note\":\"said twice\"", File.ReadLines(Journal("kim")).Last(), StringComparison.Ordinal);

        using (var terminal = Sitting("--reviewer kim"))
        {
            terminal.WaitFor("row 3 of 10 · 2 decided");
            terminal.Press("q");
            Assert.Contains("2 of 10 rows are decided by kim", terminal.WaitFor("[ended 0]"), StringComparison.Ordinal);
        }

        using (var terminal = Sitting("--reviewer ada --blind"))
        {
            Assert.DoesNotContain("suggest", terminal.WaitFor("Backspace undo"), StringComparison.Ordinal);
            terminal.Press("Enter", "1", "2", "m", "Space");
            terminal.WaitFor("row 5 of 10 · 3 decided");
            terminal.Press("C-c");
            terminal.WaitFor("[ended 0]");
        }

        Assert.Equal(4, Decisions("ada").Length);
        Assert.All(File.ReadLines(Journal("ada")), line => Assert.Contains("\"shown_suggestion\":false", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Another_tool_s_answers_come_back_as_decisions_and_say_how_many_labels_are_wrong()
    {
        var table = _folder["queue.csv"];
        Done("review", _run, "--queue", "q1", "--export", "csv", table);
        var lines = File.ReadAllLines(table);
        // The three that were never learnt get the suggestion, the others stay.
        File.WriteAllLines(table, lines.Select((line, i) => i == 0 ? line : line.Contains("never learnt", StringComparison.Ordinal) ? $"{line[..^2]}relabel,{Suggested(line)}," : $"{line[..^2]}keep,,"));
        Assert.StartsWith("10 answers, 10 of them are new", Done("review", _run, "--queue", "q1", "--import", "csv", table, "--reviewer", "kim"), StringComparison.Ordinal);
        Assert.StartsWith("10 answers, 0 of them are new", Done("review", _run, "--queue", "q1", "--import", "csv", table, "--reviewer", "kim"), StringComparison.Ordinal);
        Assert.StartsWith("10 of 10 rows are decided, 0 in conflict", Done("review", _run, "--queue", "q1", "--status"), StringComparison.Ordinal);

        var effect = Done("effect", _run, "--queue", "q1");
        Assert.StartsWith("top      4 of 4 rows reviewed, 3 wrong: 75.0 % (95 %: ", effect, StringComparison.Ordinal);
        Assert.Contains("wrong    5.00 % of 60 rows (95 %: 5.00 % to ", effect, StringComparison.Ordinal);
        Assert.Contains("found    the top holds 100.0 % of them; 0 more rows", effect, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_on_the_corrected_data_stand_beside_those_on_the_data_as_they_were()
    {
        string Measured(string run, double accuracy)
        {
            using var log = new TrainingDynamics.Logs.EventLog(new TrainingDynamics.Logs.RunFolder(run).EventsPath);
            log.On(new TrainingDynamics.Logs.EpochFinished(0, 0.5, 0.7));
            log.On(new TrainingDynamics.Logs.Evaluated(0, new Dictionary<string, double> { ["accuracy"] = accuracy, ["loss"] = 0.4 }));
            return run;
        }

        Measured(_run, 0.80);
        var (second, fixedFirst, fixedSecond) = (Measured(_folder["b"], 0.82), Measured(_folder["c"], 0.83), Measured(_folder["d"], 0.87));
        var one = TdProcess.Run("effect", _run, "--queue", "q1", "--after", fixedFirst).Output;
        Assert.EndsWith("mean     0.8000 before, 0.8300 after: +0.0300\n", one, StringComparison.Ordinal);
        var two = TdProcess.Run("effect", _run, "--queue", "q1", "--before", second, "--after", fixedFirst, fixedSecond).Output;
        Assert.Contains("paired   +0.0400 ± 0.0100 over 2 seeds, t 4.00, p 0.156", two, StringComparison.Ordinal);
        var unknown = TdProcess.Run("effect", _run, "--queue", "q1", "--after", second, "--metric", "f1");
        Assert.Contains("has no dev metric f1, expected one of accuracy, loss", unknown.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(2, unknown.ExitCode);
    }

    [Fact]
    public void Two_people_s_conflicts_are_listed_and_a_journal_from_elsewhere_is_merged_once()
    {
        var table = _folder.Write("kim.csv", "guid,decision\n0,keep\n1,keep\n");
        Done("review", _run, "--queue", "q1", "--import", "csv", table, "--reviewer", "kim");
        File.WriteAllText(table, "guid,decision\n0,remove\n1,keep\n");
        Done("review", _run, "--queue", "q1", "--import", "csv", table, "--reviewer", "ada");
        var conflicts = Done("review", _run, "--queue", "q1", "--conflicts");
        Assert.StartsWith("1 of 10 rows are decided differently\n", conflicts, StringComparison.Ordinal);
        Assert.Contains("ada remove, kim keep", conflicts, StringComparison.Ordinal);

        var elsewhere = _folder["elsewhere.jsonl"];
        File.Move(Journal("ada"), elsewhere);
        Assert.Equal("2 of 2 acts of ada are new\n", Done("review", _run, "--queue", "q1", "--merge", elsewhere));
        Assert.Equal("0 of 2 acts of ada are new\n", Done("review", _run, "--queue", "q1", "--merge", elsewhere));
        Assert.Equal(File.ReadAllBytes(elsewhere), File.ReadAllBytes(Journal("ada")));
        var effect = TdProcess.Run("effect", _run, "--queue", "q1");
        Assert.Contains("note: 1 reviewed rows are in conflict", effect.Error, StringComparison.Ordinal);
        Assert.Contains("note: no random row is reviewed", effect.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_review_that_is_not_clear_is_refused()
    {
        Assert.Contains("nobody is named who decides", Refused(), StringComparison.Ordinal);
        Assert.Contains("a review needs a terminal", Refused("--reviewer", "kim"), StringComparison.Ordinal);
        Assert.Contains("the reviewer's name is '../kim'", Refused("--import", "csv", _folder.Write("a.csv", "guid,label\n0,\n"), "--reviewer", "../kim"), StringComparison.Ordinal);
        Assert.Contains("--status and --conflicts are both given", Refused("--status", "--conflicts"), StringComparison.Ordinal);
        Assert.Contains("'x' is no format", Refused("--export", "x", _folder["y"]), StringComparison.Ordinal);
        Assert.Contains("does not exist; expected a journal", Refused("--merge", _folder["none"]), StringComparison.Ordinal);
    }

    static string Suggested(string line) => line.Split(',')[5];
}
