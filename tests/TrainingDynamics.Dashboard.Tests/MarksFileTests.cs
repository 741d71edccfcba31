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

    [Fact]
    public void The_marked_examples_are_rows_in_the_order_of_the_data()
    {
        using var folder = new TemporaryFolder();
        var run = new MadeUpRun(count: 10, epochs: 2);
        var snapshot = run.Snapshot() with { Path = folder.Path };
        var metrics = snapshot.Data!.Metrics(2);
        var path = MarksFile.Write(snapshot, [run.Guids[8], run.Guids[7], ExampleGuid.FromText("gone")], 2);
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
        var snapshot = new MadeUpRun(count: 10, epochs: 1).Snapshot() with { Path = folder.Path };
        Directory.CreateDirectory(folder["marked_examples.csv", "in the way"]);
        Assert.ThrowsAny<SystemException>(() => MarksFile.Write(snapshot, [snapshot.Data!.Guids[0]], 1));
        Assert.True(Directory.Exists(folder["marked_examples.csv", "in the way"]));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
