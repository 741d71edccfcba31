namespace TrainingDynamics.Data.Tests;

/// <summary>What the labels of own files become, and what is said of it.</summary>
public sealed class OwnLabelsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0.0 1.0 1.0", "0 1", "0 1 1")]
    [InlineData("1 2.0 0", "0 1 2", "1 2 0")]
    [InlineData("01 1 2 001", "001 01 1 2", "1 2 3 0")]
    [InlineData("10 9 010", "9 010 10", "2 0 1")]
    [InlineData("+1 1", "+1 1", "0 1")]
    [InlineData("-0 0 -0", "-0 0", "0 1 0")]
    [InlineData("99999999999999999999 7", "7 99999999999999999999", "1 0")]
    [InlineData("100000000000000000000 99999999999999999999 3", "3 99999999999999999999 100000000000000000000", "2 1 0")]
    [InlineData("none NAN None2", "NAN None2 none", "2 0 1")]
    public void Labels_are_classes_by_their_spelling_or_by_their_whole_number(string labels, string names, string golds)
    {
        var train = Load(labels.Split(' ')).Train;

        Assert.False(train.IsRegression);
        Assert.Equal(names.Split(' '), train.LabelNames);
        Assert.Equal(golds, string.Join(' ', train.Examples.Select(example => example.Gold)));
    }

    [Theory]
    [InlineData("0.0|1.0", "labels such as '0.0' are whole numbers, so they are classes ('0', '1'); --regression takes them for scores")]
    [InlineData("01|1", "labels '01', '1' are one number in several spellings and stay 2 classes")]
    [InlineData("99999999999999999999|7", "label '99999999999999999999' is a whole number beyond 64 bits, so the labels are names of classes")]
    [InlineData(" a|a|b", "labels ' a', 'a' differ only in blanks and are 2 classes")]
    public void What_may_not_be_meant_is_noted(string labels, string note) =>
        Assert.Contains(note, Assert.Single(Load(labels.Split('|')).Notes), StringComparison.Ordinal);

    [Theory]
    [InlineData("0|1|2")]
    [InlineData("a|b|c")]
    [InlineData("0.5|1|2")]
    public void What_is_plain_has_no_note(string labels) => Assert.Empty(Load(labels.Split('|')).Notes);

    [Fact]
    public void Whole_floats_of_Parquet_are_classes_and_a_validation_file_may_write_them_otherwise()
    {
        var train = _folder.Write("train.parquet", ParquetWriting.Bytes(("text", new[] { "a", "b" }), ("label", new[] { 1f, 0f })));
        var validation = _folder.Write("dev.csv", "text,label\nc,1.0\nd,0\n");

        var data = OwnFiles.Load(new OwnFilesRequest(train, validation));

        Assert.Equal(["0", "1"], data.Train.LabelNames);
        Assert.Equal([1.0, 0.0], data.Dev.Examples.Select(example => example.Gold));
    }

    [Fact]
    public void The_kind_can_be_decided_by_hand()
    {
        var scores = Load(["1", "2", "2.0"], request => request with { Labels = LabelKind.Scores }).Train;
        Assert.Equal((true, "1 2 2"), (scores.IsRegression, string.Join(' ', scores.Examples.Select(example => example.Gold))));
        Assert.Equal(["0.5", "2.5", "10"], Load(["10", "2.5", "0.5"], request => request with { Labels = LabelKind.Classes }).Train.LabelNames);
        Assert.Equal(["None", "yes"], Load(["None", "yes"], request => request with { Labels = LabelKind.Classes }).Train.LabelNames);

        var error = Assert.Throws<DatasetFormatException>(() => Load(["1", "two"], request => request with { Labels = LabelKind.Scores }));
        Assert.Contains("line 3: found label 'two', expected a number beside --regression", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("NaN")]
    [InlineData("nan")]
    [InlineData("null")]
    [InlineData("None")]
    [InlineData("NA")]
    public void Rows_without_a_label_are_counted_and_can_be_left_out(string missing)
    {
        string[] labels = ["1.0", missing, "0.0", missing];
        var error = Assert.Throws<DatasetFormatException>(() => Load(labels));
        Assert.StartsWith(
            $"{Path.Combine(_folder.Path, "mine.csv")}, line 3: found {(missing.Length == 0 ? "no label" : $"'{missing}' as the label")} (the first of 2 such rows of 4), "
            + "expected one in every row; add it, or leave such rows out with --skip-unlabelled",
            error.Message,
            StringComparison.Ordinal);

        var train = Load(labels, request => request with { SkipUnlabelled = true }).Train;
        Assert.Equal(["0", "2"], train.Examples.Select(example => example.Guid));
        Assert.Equal(2, train.RowsLeftOut["without a label"]);
    }

    [Fact]
    public void A_label_that_is_no_value_is_named_by_its_line()
    {
        var path = _folder.Write("x.jsonl", "{\"text\": \"a\", \"label\": [1]}\n{\"text\": \"b\", \"label\": [0]}\n");

        var error = Assert.Throws<DatasetFormatException>(() => OwnFiles.ReadTrain(new OwnFilesRequest(path, null)));

        Assert.Equal($"{path}, line 1: found an array as a label, expected a name or a number; correct the label", error.Message);
    }

    TaskData Load(string[] labels, Func<OwnFilesRequest, OwnFilesRequest>? change = null)
    {
        var path = _folder.Write("mine.csv", "text,label\n" + string.Concat(labels.Select((label, i) => $"text {i},{label}\n")));
        var request = new OwnFilesRequest(path, path);
        return OwnFiles.Load(change is null ? request : change(request));
    }
}
