using System.Security.Cryptography;

namespace TrainingDynamics.Data.Tests;

public sealed class ParquetTableTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shards_and_row_groups_follow_each_other_in_order()
    {
        WriteShard("validation-00000-of-00001", ["v"], [1]);
        var first = WriteShard("train-00000-of-00002", ["a", "b"], [1, 0]);
        var second = ParquetWriting.Bytes(Columns(["c"], [1]), Columns(["d", "e"], [0, 1]));
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
        var whole = WriteShard("train", ["a", "b"], [1, 0]);
        WriteShard("validation", ["v"], [1]);
        for (var length = 0; length < whole.Length; length += 7)
        {
            var path = _folder.Write("train.parquet", whole[..length]);

            var error = Assert.Throws<DatasetFormatException>(() => TaskCatalog.Load("sst2", _folder.Path));

            Assert.StartsWith($"{path}: found no Parquet file that can be read", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void A_label_outside_the_classes_is_named_by_its_row()
    {
        var path = _folder.Write("train.parquet", ParquetWriting.Bytes(Columns(["a", "b"], [1, -1])));
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

    [Fact]
    public void Rows_are_written_out_again_with_their_lists_gaps_types_and_metadata()
    {
        var path = WriteWithLists("source.parquet");
        var table = TableFile.Read(path);
        Assert.Equal(["id", "tags", "weight", "when"], table.Columns);
        Assert.Equal("a list or a structure", table[0][1].Text);

        var selected = Written("selected.parquet", stream => table.WriteRows([3, 0], stream));

        using var reader = new ParquetSharp.ParquetFileReader(selected);
        Assert.Equal("kept", reader.FileMetaData.KeyValueMetadata["note"]);
        Assert.Equal(Schema(path), Schema(selected));
        using var group = reader.RowGroup(0);
        Assert.Equal(2, group.MetaData.NumRows);
        using var chunk = group.MetaData.GetColumnChunkMetaData(0);
        Assert.Equal(ParquetSharp.Compression.Zstd, chunk.Compression);
        Assert.Equal(["d", "a"], Logical<string>(group, 0));
        Assert.Equal([[], ["x", null, "z"]], Logical<string?[]>(group, 1));
        Assert.Equal([null, 0.5], Logical<double?>(group, 2));
        Assert.Equal([new DateTime(2024, 1, 4), new DateTime(2024, 1, 1)], Logical<DateTime>(group, 3));
    }

    [Fact]
    public void A_value_is_exchanged_for_another_rows_and_row_groups_stay_what_they_are()
    {
        var path = _folder.Write(
            "source.parquet", ParquetWriting.Bytes(Columns(["a", "b"], [1, 0]), Columns(["c"], [2])));
        var table = TableFile.Read(path);

        var changed = Written("changed.parquet", stream => table.WriteChanged(1, new Dictionary<int, int> { [0] = 2, [2] = 1 }, new HashSet<int>(), stream));

        var found = TableFile.Read(changed);
        Assert.Equal(["2", "0", "0"], found.Rows.Select(row => row[1].Text));
        Assert.Equal(["a", "b", "c"], found.Rows.Select(row => row[0].Text));
        using var reader = new ParquetSharp.ParquetFileReader(changed);
        Assert.Equal(2, reader.FileMetaData.NumRowGroups);
    }

    [Fact]
    public void Rows_are_left_out_and_a_row_group_with_them_where_none_of_its_rows_is_left()
    {
        var path = _folder.Write(
            "source.parquet", ParquetWriting.Bytes(Columns(["a", "b"], [1, 0]), Columns(["c"], [2]), Columns(["d"], [0])));
        var table = TableFile.Read(path);

        var changed = Written(
            "changed.parquet",
            stream => Assert.Null(table.WriteChanged(1, new Dictionary<int, int> { [3] = 0 }, new HashSet<int> { 0, 2 }, stream)));

        var found = TableFile.Read(changed);
        Assert.Equal(["b", "d"], found.Rows.Select(row => row[0].Text));
        Assert.Equal(["0", "1"], found.Rows.Select(row => row[1].Text));
        using var reader = new ParquetSharp.ParquetFileReader(changed);
        Assert.Equal(2, reader.FileMetaData.NumRowGroups);
    }

    [Fact]
    public void Data_pages_of_version_2_are_read()
    {
        var path = Path.Combine(_folder.Path, "v2.parquet");
        using (var properties = new ParquetSharp.WriterPropertiesBuilder().DataPageVersion(ParquetSharp.ParquetDataPageVersion.V2).Build())
        {
            using var writer = new ParquetSharp.ParquetFileWriter(path, [new ParquetSharp.Column<string>("text")], properties);
            using var group = writer.AppendRowGroup();
            using var column = group.NextColumn().LogicalWriter<string>();
            column.WriteBatch(["fine", "é"]);
            writer.Close();
        }

        Assert.Equal(["fine", "é"], TableFile.Read(path).Rows.Select(row => row[0].Text));
    }

    string WriteWithLists(string name)
    {
        var path = Path.Combine(_folder.Path, name);
        ParquetSharp.Column[] columns =
        [
            new ParquetSharp.Column<string>("id"), new ParquetSharp.Column<string?[]>("tags"), new ParquetSharp.Column<double?>("weight"),
            new ParquetSharp.Column<DateTime>("when"),
        ];
        using var writer = new ParquetSharp.ParquetFileWriter(
            path, columns, ParquetSharp.Compression.Zstd, new Dictionary<string, string> { ["note"] = "kept" });
        foreach (var first in new[] { 0, 2 })
        {
            using var group = writer.AppendRowGroup();
            WriteColumn(group, Part<string>(["a", "b", "c", "d"]));
            WriteColumn(group, Part<string?[]>([["x", null, "z"], ["y"], [], []]));
            WriteColumn(group, Part<double?>([0.5, 1.5, 2.5, null]));
            WriteColumn(group, Part<DateTime>([new(2024, 1, 1), new(2024, 1, 2), new(2024, 1, 3), new(2024, 1, 4)]));

            T[] Part<T>(T[] all) => all[first..(first + 2)];
        }

        writer.Close();
        return path;
    }

    static void WriteColumn<T>(ParquetSharp.RowGroupWriter group, T[] values)
    {
        using var column = group.NextColumn().LogicalWriter<T>();
        column.WriteBatch(values);
    }

    static T[] Logical<T>(ParquetSharp.RowGroupReader group, int column)
    {
        using var reader = group.Column(column).LogicalReader<T>();
        return reader.ReadAll((int)group.MetaData.NumRows);
    }

    static string[] Schema(string path)
    {
        using var reader = new ParquetSharp.ParquetFileReader(path);
        var schema = reader.FileMetaData.Schema;
        return
        [
            .. Enumerable.Range(0, schema.NumColumns).Select(schema.Column)
                .Select(leaf => $"{leaf.Path.ToDotString()} {leaf.PhysicalType} {leaf.LogicalType} {leaf.MaxDefinitionLevel} {leaf.MaxRepetitionLevel}"),
        ];
    }

    string Written(string name, Action<Stream> write)
    {
        var path = Path.Combine(_folder.Path, name);
        using var stream = File.Create(path);
        write(stream);
        return path;
    }

    static (string, Array)[] Columns(string[] texts, long[] labels) => [("sentence", texts), ("label", labels)];

    byte[] WriteShard(string name, string[] texts, long[] labels)
    {
        var bytes = ParquetWriting.Bytes(Columns(texts, labels));
        _folder.Write($"{name}.parquet", bytes);
        return bytes;
    }
}
