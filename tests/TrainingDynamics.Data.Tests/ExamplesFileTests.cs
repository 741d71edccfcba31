using System.IO.Hashing;
using System.Text;

namespace TrainingDynamics.Data.Tests;

public sealed class ExamplesFileTests : IDisposable
{
    const string Sha = "00ff";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_run_learns_from_is_read_back_as_it_was()
    {
        var data = Load("text,note,label\nfine film,x,good\n\n\"dull,\nvery\",y,bad\n\"é 😀\",,good\n", request => request with { PairColumn = "note" });

        using var read = Written(data);

        Assert.Equal((3, true, false), (read.Count, read.HasIntegerGuids, read.HasOwnIds));
        Assert.Equal([0L, 1, 2], read.IntegerGuids!);
        Assert.Equal([0, 1, 2], read.Rows);
        Assert.Equal([2, 4, 6], read.Lines);
        Assert.Equal([1, 0, 1], read.Golds);
        Assert.Equal(["good", "bad", "good"], read.Labels.AsEnumerable());
        Assert.Equal([("fine film", "x"), ("dull,\nvery", "y"), ("é 😀", "")], Enumerable.Range(0, 3).Select(row => read.TextsOf(row)!.Value));
        Assert.Equal((data.SourcePath, data.Sha256), (read.SourcePath, read.SourceSha256));
        Assert.Equal(data.Examples.Select(example => TextHash.Of(example.Text, example.TextPair)), read.Hashes);
    }

    [Theory]
    [InlineData("id,text,label\n7,a,x\n-3,b,y\n", true)]
    [InlineData("id,text,label\n7,a,x\n007,b,y\n", false)]
    [InlineData("id,text,label\n',a,x\nö,b,y\n", false)]
    public void Guids_keep_their_kind(string csv, bool areIntegers)
    {
        var data = Load(csv);

        using var read = Written(data);

        Assert.Equal(areIntegers, read.HasIntegerGuids);
        Assert.True(read.HasOwnIds);
        Assert.Equal(data.Examples.Select(example => example.Guid), read.Guids);
        Assert.Equal(areIntegers, read.IntegerGuids is not null);
    }

    [Fact]
    public void A_regression_keeps_its_scores_and_has_no_labels()
    {
        using var read = Written(Load("text,label\na,0.25\nb,-1.5\n"));

        Assert.Equal([0.25, -1.5], read.Golds);
        Assert.Equal([null, null], read.Labels.AsEnumerable());
        Assert.Null(read.TextsOf(1)!.Value.Pair);
    }

    [Fact]
    public void Rows_that_are_no_examples_and_those_not_chosen_count_as_rows()
    {
        var data = Load("text,label\na,x\nb,y\nc,x\nd,y\n").Select(["1", "3"], "two of them");

        using var read = Written(data);

        Assert.Equal([1, 3], read.Rows);
        Assert.Equal([3, 5], read.Lines);
        Assert.Equal("d", read.TextsOf(1)!.Value.Text);
    }

    [Fact]
    public void Rows_of_parquet_have_no_lines()
    {
        var path = _folder.Write("a.parquet", ParquetWriting.Bytes(("text", new[] { "a", "b" }), ("label", new long[] { 0, 1 })));

        using var read = Written(OwnFiles.Load(new OwnFilesRequest(path, path)).Train);

        Assert.Equal([0, 1], read.Rows);
        Assert.Equal([null, null], read.Lines);
    }

    [Fact]
    public void Texts_can_be_left_out_and_their_hashes_stay()
    {
        var data = Load("text,label\na,x\nb,y\n");

        using var read = Written(data, withTexts: false);

        Assert.False(read.HasTexts);
        Assert.Null(read.TextsOf(0));
        Assert.Equal(TextHash.Of("a", null), read.Hashes[0]);
        Assert.DoesNotContain("text_pair", Encoding.Latin1.GetString(File.ReadAllBytes(read.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_row_of_many_groups_has_its_text()
    {
        Example[] examples =
            [.. Enumerable.Range(0, 10_000).Select(i => new Example($"g{i}", i % 3 == 0 ? $"text {i}" : new string('x', i % 50), i % 2 == 0 ? $"{i}" : null, i % 2))];

        using var read = Written(new Dataset("many", ["a", "b"], examples, "many.tsv", Sha));

        foreach (var row in new[] { 9_999, 0, 4_095, 4_096, 8_191, 8_192 })
        {
            Assert.Equal((examples[row].Text, examples[row].TextPair), read.TextsOf(row));
        }

        Assert.Equal(examples.Select(example => example.Guid), read.Guids);
    }

    [Fact]
    public void Two_files_of_one_data_set_are_equal()
    {
        var data = Load("text,label\na,x\nb,y\n");

        Assert.Equal(Bytes(data), Bytes(data));
    }

    [Fact]
    public void Any_byte_less_is_an_error_that_names_the_file()
    {
        var whole = Bytes(Load("text,label\na,x\nb,y\n"));
        for (var length = 0; length < whole.Length; length += 13)
        {
            var path = _folder.Write("cut.parquet", whole[..length]);

            var error = Assert.Throws<DatasetFormatException>(() => ExamplesReader.Open(path));

            Assert.StartsWith($"{path}: ", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void Hashes_are_those_of_text_nul_and_pair()
    {
        Assert.Equal(Convert.ToHexStringLower(XxHash128.Hash("hello\0"u8)), TextHash.ToHex(TextHash.Of("hello", null)));
        Assert.Equal(Convert.ToHexStringLower(XxHash128.Hash("é\0b"u8)), TextHash.ToHex(TextHash.Of("é", "b")));
        Assert.Equal(TextHash.Of("a", null), TextHash.Of("a", ""));
        Assert.NotEqual(TextHash.Of("ab", null), TextHash.Of("a", "b"));
        Assert.True(TextHash.TryParse(TextHash.ToHex(1), out var one));
        Assert.Equal(UInt128.One, one);
        Assert.False(TextHash.TryParse("1", out _));
    }

    Dataset Load(string csv, Func<OwnFilesRequest, OwnFilesRequest>? with = null)
    {
        var path = _folder.Write("train.csv", Encoding.UTF8.GetBytes(csv));
        var request = new OwnFilesRequest(path, path);
        return OwnFiles.Load(with?.Invoke(request) ?? request).Train;
    }

    ExamplesReader Written(Dataset data, bool withTexts = true) =>
        ExamplesReader.Open(_folder.Write("examples.parquet", Bytes(data, withTexts)));

    static byte[] Bytes(Dataset data, bool withTexts = true)
    {
        using var stream = new MemoryStream();
        ExamplesFile.Write(data, stream, withTexts);
        return stream.ToArray();
    }
}
