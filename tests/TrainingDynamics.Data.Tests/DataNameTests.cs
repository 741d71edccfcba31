namespace TrainingDynamics.Data.Tests;

public sealed class DataNameTests
{
    [Theory]
    [InlineData("/sets/reviews.csv", "reviews")]
    [InlineData("/sets/books/train.csv", "books")]
    [InlineData("/sets/books/data/Training-Data.jsonl", "books")]
    [InlineData("/sets/books/train-00000-of-00001.parquet", "books")]
    [InlineData("/sets/books/train_fixed.csv", "train_fixed")]
    [InlineData("/data/train.csv", "train")]
    [InlineData("/train.tsv", "train")]
    public void A_name_that_says_nothing_gives_way_to_the_nearest_folder_that_says_something(string path, string name) =>
        Assert.Equal(name, DataName.Of(path));

    [Fact]
    public void A_relative_path_counts_from_the_current_folder() =>
        Assert.Equal(DataName.Of(Path.Combine(Environment.CurrentDirectory, "train.csv")), DataName.Of("train.csv"));
}
