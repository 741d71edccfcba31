namespace TrainingDynamics.Data.Tests;

/// <summary>The third file, whose labels may not be known.</summary>
public sealed class TestFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_test_file_is_read_with_the_classes_of_training()
    {
        var test = Load("id,text,label\nx,c,yes\ny,d,no\n")!;

        Assert.True(test.HasLabels);
        Assert.Equal("mine/test", test.Name);
        Assert.Equal([("x", 1.0), ("y", 0.0)], test.Examples.Select(example => (example.Guid, example.Gold)));
    }

    [Theory]
    [InlineData("text\nc\nd\n")]
    [InlineData("text,label\nc,\nd,\n")]
    [InlineData("text,label\nc,-1\nd,-1\n")]
    public void A_test_file_may_have_no_labels(string content)
    {
        var test = Load(content)!;

        Assert.False(test.HasLabels);
        Assert.Equal(["c", "d"], test.Examples.Select(example => example.Text));
        Assert.All(test.Examples, example => Assert.Equal(double.NaN, example.Gold));
        Assert.Equal(["yes", "no"], test.InClassOrder(["yes", "no"]).LabelNames);
    }

    [Theory]
    [InlineData("text,label\nc,maybe\nd,no\n", "line 2: found label 'maybe', expected one that")]
    [InlineData("text,label\nc,yes\nd,\n", "line 3: found no label, expected one in every row")]
    [InlineData("sentence,label\nc,yes\n", "found the columns 'sentence', 'label', expected one called 'text'")]
    public void Labels_that_are_there_must_be_right(string content, string problem) =>
        Assert.Contains(problem, Assert.Throws<DatasetFormatException>(() => Load(content)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_known_task_takes_a_test_file_too()
    {
        _folder.Write("SST-2/train.tsv", "sentence\tlabel\na\t1\nb\t0\n");
        _folder.Write("SST-2/dev.tsv", "sentence\tlabel\na\t1\nb\t0\n");
        var task = TaskCatalog.Load("sst2", _folder.Path);

        Assert.Equal(1, OwnFiles.WithTest(task, _folder.Write("mine.csv", "sentence,label\nc,positive\n")).Test!.Examples[0].Gold);
        Assert.False(OwnFiles.WithTest(task, _folder.Write("test.tsv", "index\tsentence\n0\tc\n")).Test!.HasLabels);
    }

    Dataset? Load(string test)
    {
        var path = _folder.Write("mine.csv", "text,label\na,yes\nb,no\n");
        return OwnFiles.Load(new OwnFilesRequest(path, path) { TestFile = _folder.Write("test.csv", test) }).Test;
    }
}
