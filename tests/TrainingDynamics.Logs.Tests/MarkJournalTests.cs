namespace TrainingDynamics.Logs.Tests;

public sealed class MarkJournalTests : IDisposable
{
    static readonly DateTime Time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    readonly TemporaryFolder _folder = new();

    string Path => new RunFolder(_folder.Path).MarksPath;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_mark_is_a_line_and_the_last_line_of_a_guid_counts()
    {
        var journal = new MarkJournal(Path);
        journal.Append(ExampleGuid.FromInteger(50325), true, Time);
        journal.Append(ExampleGuid.FromText("7 \"a\""), true, Time);
        journal.Append(ExampleGuid.FromInteger(7), true, Time);
        journal.Append(ExampleGuid.FromInteger(50325), false, Time);
        Assert.Equal("""{"guid":50325,"marked":true,"time":"2026-01-02T03:04:05Z"}""", File.ReadAllLines(Path)[0]);
        Assert.Equal([ExampleGuid.FromInteger(7), ExampleGuid.FromText("7 \"a\"")], MarkJournal.Marked(Path).Order());
    }

    [Fact]
    public void Only_what_is_new_is_read_again_and_a_shorter_file_is_another_one()
    {
        var (reader, writer) = (new MarkJournal(Path), new MarkJournal(Path));
        Assert.False(reader.ReadNew());
        writer.Append(ExampleGuid.FromInteger(1), true, Time);
        Assert.True(reader.ReadNew());
        Assert.False(reader.ReadNew());
        writer.Append(ExampleGuid.FromInteger(2), true, Time);
        Assert.True(reader.ReadNew());
        Assert.Equal(2, reader.Known.Count);
        File.WriteAllText(Path, """{"guid":"x","marked":true}""" + "\n");
        Assert.True(reader.ReadNew());
        Assert.Equal([ExampleGuid.FromText("x")], reader.Known.Keys);
    }

    [Fact]
    public void What_a_killed_process_has_left_of_its_line_takes_no_other_mark_away()
    {
        File.WriteAllText(Path, """{"guid":1,"marked":true}""" + "\n" + """{"guid":2,"mar""");
        var journal = new MarkJournal(Path);
        journal.ReadNew();
        Assert.Equal([ExampleGuid.FromInteger(1)], journal.Known.Keys);
        journal.Append(ExampleGuid.FromInteger(3), true, Time);
        journal.ReadNew();
        Assert.Equal([ExampleGuid.FromInteger(1), ExampleGuid.FromInteger(3)], journal.Known.Keys.Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{\"guid\":7}")]
    [InlineData("{\"guid\":7.5,\"marked\":true}")]
    [InlineData("{\"guid\":7,\"marked\":1}")]
    [InlineData("{\"guid\":\"\\ud800\",\"marked\":true}")]
    [InlineData("{\"guid\":7,\"marked\":true} and more")]
    public void A_line_that_is_no_mark_is_passed_over(string line)
    {
        File.WriteAllText(Path, line + "\n" + """{"guid":1,"marked":true,"note":"from another version"}""" + "\n");
        Assert.Equal([ExampleGuid.FromInteger(1)], MarkJournal.Marked(Path));
    }

    [Fact]
    public void What_is_no_regular_file_takes_no_mark_and_is_not_waited_for()
    {
        File.CreateSymbolicLink(Path, "/dev/full");
        var journal = new MarkJournal(Path);
        Assert.Contains("no regular file", Assert.Throws<IOException>(() => journal.Append(ExampleGuid.FromInteger(1), true, Time)).Message, StringComparison.Ordinal);
        Assert.False(journal.ReadNew());
    }

    [Fact]
    public void A_link_leads_to_the_journal()
    {
        File.CreateSymbolicLink(Path, _folder["elsewhere.jsonl"]);
        var journal = new MarkJournal(Path);
        Assert.False(journal.ReadNew());
        journal.Append(ExampleGuid.FromInteger(1), true, Time);
        Assert.Equal([ExampleGuid.FromInteger(1)], MarkJournal.Marked(Path));
        Assert.Equal([ExampleGuid.FromInteger(1)], MarkJournal.Marked(_folder["elsewhere.jsonl"]));
    }

    [Fact]
    public void Of_many_viewers_that_mark_at_once_no_mark_is_lost()
    {
        Parallel.For(0, 4, viewer =>
        {
            var journal = new MarkJournal(Path);
            for (var i = 0; i < 50; i++)
            {
                journal.Append(ExampleGuid.FromInteger((viewer * 50) + i), true, Time);
                journal.ReadNew();
            }
        });
        Assert.Equal(200, MarkJournal.Marked(Path).Count);
        Assert.Equal(200, File.ReadAllLines(Path).Length);
    }
}
