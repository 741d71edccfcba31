using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Tests;

public sealed class MarksFileTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a, b", "\"a, b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("line\r\nline\ttab\u001b[2J\u0007", "line  line tab [2J ")]
    [InlineData("=HYPERLINK(1)", "\"'=HYPERLINK(1)\"")]
    [InlineData("  +1", "\"'  +1\"")]
    [InlineData("\t@cmd", "\"' @cmd\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("＝1", "\"'＝1\"")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("\u202Eevil\u202C \u2066x\u2069 \u2028", "evil x  ")]
    [InlineData("שלום 映画 e\u0301 😀", "שלום 映画 e\u0301 😀")]
    [InlineData("", "")]
    public void A_text_from_anywhere_is_a_harmless_field(string text, string field) => Assert.Equal(field, MarksFile.Field(text));

    static Snapshot Snapshot(TemporaryFolder folder, MadeUpRun run, params ExampleGuid[] marks) => run.Snapshot() with { Path = folder.Path, Marks = [.. marks] };

    [Fact]
    public void The_marked_examples_are_rows_in_the_order_of_the_data()
    {
        using var folder = new TemporaryFolder();
        var run = new MadeUpRun(count: 10, epochs: 2);
        var snapshot = Snapshot(folder, run, run.Guids[8], run.Guids[7], ExampleGuid.FromText("gone"));
        var metrics = snapshot.Data!.Metrics(2);
        var path = MarksFile.Write(snapshot, 2);
        Assert.Equal(folder["marked_examples.csv"], path);
        Assert.Equal(
            [
                "guid,gold,text,confidence,variability,correctness",
                FormattableString.Invariant($"259,positive,\"a charming film number 7, with naïve 映画 in it\",{metrics.Confidence[7]:F10},{metrics.Variability[7]:F10},{metrics.Correctness[7]}"),
                FormattableString.Invariant($"296,negative,an uneven film number 8,{metrics.Confidence[8]:F10},{metrics.Variability[8]:F10},{metrics.Correctness[8]}"),
            ],
            File.ReadAllLines(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_place_that_cannot_be_written_keeps_what_was_there()
    {
        using var folder = new TemporaryFolder();
        var run = new MadeUpRun(count: 10, epochs: 1);
        Directory.CreateDirectory(folder["marked_examples.csv", "in the way"]);
        Assert.ThrowsAny<SystemException>(() => MarksFile.Write(Snapshot(folder, run, run.Guids[0]), 1));
        Assert.True(Directory.Exists(folder["marked_examples.csv", "in the way"]));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Rows_about_examples_that_a_sample_lacks_stay_in_the_table()
    {
        using var folder = new TemporaryFolder();
        var run = new MadeUpRun(count: 10, epochs: 1);
        const string Elsewhere = "\"a, b\",positive,\"x, \"\"y\"\"\",0.5,0.1,1";
        File.WriteAllText(folder["marked_examples.csv"], $"guid,gold,text,confidence,variability,correctness\n{run.Guids[3]},old,old,0,0,0\n{Elsewhere}\n");
        var rows = File.ReadAllLines(MarksFile.Write(Snapshot(folder, run, run.Guids[3]), 1));
        Assert.Equal((3, Elsewhere), (rows.Length, rows[2]));
        Assert.StartsWith($"{run.Guids[3]},positive,", rows[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_from_before_the_journal_is_taken_in_and_the_journal_goes_before_it()
    {
        using var folder = new TemporaryFolder();
        ExampleGuid[] guids = [ExampleGuid.FromInteger(7), ExampleGuid.FromText("it's, so"), ExampleGuid.FromInteger(8), ExampleGuid.FromInteger(9)];
        File.WriteAllText(folder["marked_examples.csv"], $"guid,gold,text,confidence,variability,correctness\n7,0,a,0,0,0\n{MarksFile.Field("it's, so")},0,b,0,0,0\n9,0,c,0,0,0\n");
        var marks = new RunMarks(folder.Path);
        Assert.Empty(marks.Read(null));
        Assert.Equal([guids[0], guids[3], guids[1]], marks.Read(guids).Order());
        Assert.Same(marks.Read(guids), marks.Read(guids));
        marks.Append(guids[0], false);
        marks.Append(guids[2], true);
        Assert.Equal([guids[2], guids[3], guids[1]], marks.Read(guids).Order());
        Assert.Equal([guids[2], guids[3], guids[1]], new RunMarks(folder.Path).Read(guids).Order());
    }
}
