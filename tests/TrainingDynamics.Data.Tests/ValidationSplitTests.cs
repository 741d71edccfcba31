namespace TrainingDynamics.Data.Tests;

/// <summary>What is measured on where there is one file.</summary>
public sealed class ValidationSplitTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0.1, 20, 5)]
    [InlineData(0.25, 50, 13)]
    [InlineData(0.01, 2, 1)]
    public void Each_class_gives_its_share(double share, int large, int small)
    {
        var data = Split(Rows(200, 50), share, 1);

        Assert.Equal((large, small), (Count(data.Dev, 0), Count(data.Dev, 1)));
        Assert.Equal((200 - large, 50 - small), (Count(data.Train, 0), Count(data.Train, 1)));
        Assert.Empty(data.Train.Examples.Select(example => example.Guid).Intersect(data.Dev.Examples.Select(example => example.Guid)));
        Assert.Equal(data.Dev.Examples.OrderBy(example => int.Parse(example.Guid, System.Globalization.CultureInfo.InvariantCulture)), data.Dev.Examples);
    }

    [Fact]
    public void The_sides_depend_on_seed_and_text_and_not_on_the_order_of_the_rows()
    {
        string[] rows = [.. Rows(100, 100)];
        string[] Texts(IEnumerable<string> file, int seed) => [.. Split(file, 0.1, seed).Dev.Examples.Select(example => example.Text).Order(StringComparer.Ordinal)];

        Assert.Equal(Texts(rows, 1), Texts(rows.Reverse(), 1));
        Assert.NotEqual(Texts(rows, 1), Texts(rows, 2));
    }

    [Fact]
    public void Rows_with_equal_texts_are_on_one_side_whatever_their_labels()
    {
        // Every text three times, once under the other label.
        string[] rows = [.. Enumerable.Range(0, 60).SelectMany(i => new[] { $"text {i},{i % 2}", $"text {i},{i % 2}", $"text {i},{1 - (i % 2)}" })];

        var data = Split(rows, 0.1, 1);

        Assert.Equal(18, data.Dev.Examples.Count);
        Assert.All(data.Dev.Examples.GroupBy(example => example.Text), same => Assert.Equal(3, same.Count()));
        Assert.Equal(0, new RepeatedTexts(data.Train).SharedWith(data.Dev).Shared);
    }

    [Fact]
    public void Both_sides_say_which_rows_of_the_file_they_are()
    {
        var data = Split(Rows(20, 20), 0.1, 7);

        Assert.Equal("all but the validation split 0.1 with seed 7", data.Train.Selection);
        Assert.Equal("the validation split 0.1 with seed 7", data.Dev.Selection);
        Assert.Equal("mine/validation", data.Dev.Name);
        var guid = data.Dev.Examples[0].Guid;
        var error = Assert.Throws<TextInputException>(() => data.Train.Select([guid], "hard"));
        Assert.Contains($"all but the validation split 0.1 with seed 7, the first '{guid}'", error.Message, StringComparison.Ordinal);
        Assert.Equal("hard; all but the validation split 0.1 with seed 7", data.Train.Select([data.Train.Examples[0].Guid], "hard").Selection);
    }

    [Fact]
    public void A_regression_is_parted_as_one_class()
    {
        var data = Split(Enumerable.Range(0, 40).Select(i => $"text {i},{i}.5"), 0.1, 1);

        Assert.Equal((36, 4), (data.Train.Examples.Count, data.Dev.Examples.Count));
    }

    [Theory]
    [InlineData(3, 2, 0.1, "found 5 examples, 0.1 of which are too few to measure on (expected as many as there are classes, 2, at least)")]
    [InlineData(40, 1, 0.1, "found one text only of the class '1', expected two at least")]
    [InlineData(40, 40, 1.0, "--validation-split: found 1, expected a share above 0 and below 1")]
    [InlineData(40, 40, 0.0, "--validation-split: found 0, expected a share above 0 and below 1")]
    [InlineData(40, 40, double.NaN, "--validation-split: found NaN")]
    public void Too_little_to_part_is_refused(int large, int small, double share, string problem) =>
        Assert.Contains(problem, Assert.Throws<TextInputException>(() => Split(Rows(large, small), share, 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Without_file_and_share_both_options_are_named()
    {
        var path = _folder.Write("mine.csv", "text,label\na,1\nb,0\n");
        var error = Assert.Throws<TextInputException>(() => OwnFiles.Load(new OwnFilesRequest(path, null)));
        Assert.Contains("--validation-file FILE, or --validation-split 0.1", error.Message, StringComparison.Ordinal);
    }

    static IEnumerable<string> Rows(int large, int small) =>
        Enumerable.Range(0, large).Select(i => $"large {i},0").Concat(Enumerable.Range(0, small).Select(i => $"small {i},1"));

    static int Count(Dataset data, int gold) => data.Examples.Count(example => example.Gold == gold);

    TaskData Split(IEnumerable<string> rows, double share, int seed)
    {
        var path = _folder.Write("mine.csv", $"text,label\n{string.Join('\n', rows)}\n");
        return OwnFiles.Load(new OwnFilesRequest(path, null) { ValidationSplit = share, Seed = seed });
    }
}
