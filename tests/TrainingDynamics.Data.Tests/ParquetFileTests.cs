using System.Security.Cryptography;

namespace TrainingDynamics.Data.Tests;

public sealed class ParquetFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shards_and_row_groups_follow_each_other_in_order()
    {
        WriteShard("validation-00000-of-00001", ["v"], [1]);
        byte[] first = WriteShard("train-00000-of-00002", ["a", "b"], [1, 0]);
        byte[] second = ParquetWriting.Bytes(Columns(["c"], [1]), Columns(["d", "e"], [0, 1]));
        _folder.Write("train-00001-of-00002.parquet", second);

        var train = TaskCatalog.Load("sst2", _folder.Path).Train;

        Assert.Equal(["a", "b", "c", "d", "e"], train.Examples.Select(example => example.Text));
        Assert.Equal(["0", "1", "2", "3", "4"], train.Examples.Select(example => example.Guid));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. first, .. second])), train.Sha256);
        Assert.Equal(Path.Combine(_folder.Path, "train-00000-of-00002.parquet"), train.SourcePath);
    }

    [Fact]
    public void A_missing_shard_is_an_error()
    {
        WriteShard("validation-00000-of-00001", ["v"], [1]);
        WriteShard("train-00001-of-00002", ["a"], [1]);

        var error = Assert.Throws<DatasetFormatException>(() => TaskCatalog.Load("sst2", _folder.Path));

        Assert.StartsWith(
            $"{_folder.Path}: found 1 train-*.parquet files, expected 2 as their names say", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_byte_less_is_an_error_that_names_the_file()
    {
        byte[] whole = WriteShard("train", ["a", "b"], [1, 0]);
        WriteShard("validation", ["v"], [1]);
        for (int length = 0; length < whole.Length; length += 7)
        {
            string path = _folder.Write("train.parquet", whole[..length]);

            var error = Assert.Throws<DatasetFormatException>(() => TaskCatalog.Load("sst2", _folder.Path));

            Assert.StartsWith($"{path}: found no Parquet file that can be read", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void A_label_outside_the_classes_is_named_by_its_row()
    {
        string path = _folder.Write("train.parquet", ParquetWriting.Bytes(Columns(["a", "b"], [1, -1])));
        WriteShard("validation", ["v"], [1]);

        var error = Assert.Throws<DatasetFormatException>(() => TaskCatalog.Load("sst2", _folder.Path));

        Assert.StartsWith($"{path}: row 1: found label '-1', expected 'negative' (0) or 'positive' (1)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_values_are_named_by_their_row()
    {
        WriteShard("validation", ["v"], [1]);
        _folder.Write("train.parquet", ParquetWriting.Bytes(("sentence", new[] { "a", null }), ("label", new long?[] { 1, 0 })));
        var text = Assert.Throws<DatasetFormatException>(() => TaskCatalog.Load("sst2", _folder.Path));
        _folder.Write("train.parquet", ParquetWriting.Bytes(("sentence", new[] { "a", "b" }), ("label", new long?[] { 1, null })));
        var label = Assert.Throws<DatasetFormatException>(() => TaskCatalog.Load("sst2", _folder.Path));

        Assert.Contains("row 1: found no value as sentence, expected a text", text.Message, StringComparison.Ordinal);
        Assert.Contains("row 1: found no label", label.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_column_is_named_beside_those_there_are()
    {
        WriteShard("validation", ["v"], [1]);
        _folder.Write("train.parquet", ParquetWriting.Bytes(("sentence", new[] { "a" }), ("klass", new long[] { 1 })));

        var error = Assert.Throws<DatasetFormatException>(() => TaskCatalog.Load("sst2", _folder.Path));

        Assert.Contains("expected one called 'label' among them", error.Message, StringComparison.Ordinal);
    }

    static (string, Array)[] Columns(string[] texts, long[] labels) => [("sentence", texts), ("label", labels)];

    byte[] WriteShard(string name, string[] texts, long[] labels)
    {
        byte[] bytes = ParquetWriting.Bytes(Columns(texts, labels));
        _folder.Write($"{name}.parquet", bytes);
        return bytes;
    }
}
