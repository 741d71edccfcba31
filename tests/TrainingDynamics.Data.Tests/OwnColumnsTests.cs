namespace TrainingDynamics.Data.Tests;

/// <summary>Which columns of own files are what, by their names and by options.</summary>
public sealed class OwnColumnsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("text,label,label_text", "text")]
    [InlineData("text,label,date,source", "text")]
    [InlineData("text,label,Unnamed: 0", "text")]
    [InlineData("row,text,label", "text")]
    [InlineData("Text,Label", "Text", null, null, "Label")]
    [InlineData("Review Text,stars,label", "Review Text")]
    [InlineData("body,label,title,sentence", "sentence")]
    [InlineData("tweet_id,Unsinn,label", "Unsinn")]
    [InlineData("reviewerID,label,opinion", "opinion")]
    [InlineData("opinion,label,__index_level_0__,", "opinion")]
    [InlineData("ID,text,label", "text", null, "ID")]
    [InlineData("Index,guid,text,label", "text", null, "guid")]
    [InlineData("uuid,text,label", "text", null, "uuid")]
    [InlineData("Premise,label,Hypothesis,annotator", "Premise", "Hypothesis")]
    [InlineData("sentence_a,sentence_b,label,source", "sentence_a", "sentence_b")]
    [InlineData("text,text_pair,label", "text", "text_pair")]
    [InlineData("label,sentence,question", "question", "sentence")]
    [InlineData("#1 String,#2 String,label", "#1 String", "#2 String")]
    [InlineData("sentence1,label", "sentence1")]
    [InlineData("title,premise,hypothesis,label", "premise", "hypothesis")]
    public void Texts_and_ids_are_known_by_their_names(string header, string text, string? pair = null, string? guid = null, string label = "label") =>
        Assert.Equal(new ExampleColumns(guid, text, pair, label), Columns(header));

    [Theory]
    [InlineData("opinion,date,label", "of which 'opinion', 'date' may be the text, expected one; name it with --text-column, and a second text with --text-pair-column")]
    [InlineData("title,content,date,label", "of which 'title', 'content' may be the text")]
    [InlineData("question,answer,context,label", "may be the text")]
    [InlineData("text,premise,hypothesis,label", "of which 'text', 'premise', 'hypothesis' may be the text")]
    [InlineData("id,label", "and none of them for the text ('label' is the label, ids are no texts)")]
    public void Where_names_do_not_decide_the_columns_and_the_option_are_named(string header, string problem)
    {
        var error = Assert.Throws<DatasetFormatException>(() => Columns(header));

        Assert.StartsWith($"{Path.Combine(_folder.Path, "mine.csv")}: found the columns '{header.Replace(",", "', '", StringComparison.Ordinal)}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_names_what_the_names_leave_open()
    {
        const string Header = "title,content,date,label";
        Assert.Equal(new ExampleColumns(null, "content", null, "label"), Columns(Header, request => request with { TextColumn = "content" }));
        Assert.Equal(
            new ExampleColumns(null, "title", "content", "label"),
            Columns(Header, request => request with { TextColumn = "title", PairColumn = "content" }));
        Assert.Equal(new ExampleColumns(null, "content", "title", "label"), Columns(Header, request => request with { PairColumn = "title" }));
        Assert.Equal(new ExampleColumns("date", "title", null, "label"), Columns(Header, request => request with { GuidColumn = "date", TextColumn = "title" }));
        Assert.Equal(new ExampleColumns(null, "text", null, "label"), Columns("id,text,label", request => request with { GuidColumn = "none" }));
    }

    [Fact]
    public void Columns_that_are_not_used_are_known()
    {
        Assert.Equal(["label_text", "date"], Load("text,label,label_text,date").ColumnsNotUsed);
    }

    [Fact]
    public void A_validation_file_without_a_column_is_named_with_what_it_has()
    {
        var train = _folder.Write("mine.csv", "text,label\na,1\nb,0\n");
        var validation = _folder.Write("other.csv", "sentence,label\na,1\nb,0\n");

        var error = Assert.Throws<DatasetFormatException>(() => OwnFiles.Load(new OwnFilesRequest(train, validation)));

        Assert.StartsWith($"{validation}: found the columns 'sentence', 'label', expected one called 'text' among them", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_gives_the_label_away_is_noted()
    {
        const string Rows = "a,bad,0\nb,good,1\nc,good,1\n";
        var path = _folder.Write("mine.csv", "what,label_text,label\n" + Rows);
        string Note(string text, string? pair) =>
            string.Join('\n', OwnFiles.Load(new OwnFilesRequest(path, path) { TextColumn = text, PairColumn = pair }).Notes);

        Assert.Contains("the column 'label_text' gives the label away", Note("label_text", null), StringComparison.Ordinal);
        Assert.Contains("the column 'label_text' gives the label away", Note("what", "label_text"), StringComparison.Ordinal);
        Assert.Empty(Note("what", null));
    }

    ExampleColumns Columns(string header, Func<OwnFilesRequest, OwnFilesRequest>? change = null) => Load(header, change).Columns!;

    Dataset Load(string header, Func<OwnFilesRequest, OwnFilesRequest>? change = null)
    {
        var rows = new[] { "a", "b" }.Select(value => string.Join(',', header.Split(',').Select(name => $"{value} {name}")));
        var request = new OwnFilesRequest(_folder.Write("mine.csv", $"{header}\n{string.Join('\n', rows)}\n"), null);
        return OwnFiles.ReadTrain(change is null ? request : change(request)).Train;
    }
}
