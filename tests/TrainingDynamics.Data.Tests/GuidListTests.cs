using System.Text;

namespace TrainingDynamics.Data.Tests;

public sealed class GuidListTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string?, string> Forms => new()
    {
        { "regions.json", """{"hard": ["9", "x"], "easy": [7, 8]}""", "hard", "9 x" },
        { "regions.json", """{"hard": ["9"], "easy": [7, 8]}""", "easy", "7 8" },
        { "selection.json", "{\"run\": \"r\", \"rows\": 2, \"how\": {\"region\": \"hard\"}, \"examples\": [\n{\"guid\": 5, \"score\": 0.1},\n{\"guid\": \"a\"}]}", null, "5 a" },
        { "selected_guids.json", "[3, \"b\", 1]", null, "3 b 1" },
        { "marks.jsonl", "{\"guid\":1,\"marked\":true,\"time\":\"t\"}\n{\"guid\":2,\"marked\":true,\"time\":\"t\"}\n{\"guid\":1,\"marked\":false,\"time\":\"t\"}\n{\"guid\":3,\"mar", null, "2" },
        { "marked_examples.csv", "guid,gold,text,confidence\n7,negative,\"a, \"\"b\"\"\",0.1\nx8,positive,c,0.2\n", null, "7 x8" },
        { "issues.csv", "rank,guid,row,line,text\n1,3,3,5,\"one\ntwo\"\n2,4,4,8,three\n", null, "3 4" },
        { "issues.tsv", "rank\tguid\ttext\n1\t3\tone\n2\t4\ttwo\n", null, "3 4" },
        { "issues.jsonl", "{\"rank\":1,\"guid\":3,\"text\":\"one\"}\n\n{\"rank\":2,\"guid\":\"k\",\"text\":\"two\"}\n", null, "3 k" },
        { "issues.jsonl", "{\"rank\":1,\"guid\":3,\"text\":\"the only one\"}\n", null, "3" },
        { "lines.txt", "7\r\n\r\n gj04 \na,b\n", null, "7 gj04 a,b" },
        { "column.csv", "guid\n7\n8\n", null, "7 8" },
        // A name says nothing.
        { "lines.json", "[1]", null, "1" },
        { "array.txt", "\uFEFF[1, 2]", null, "1 2" },
        { "table.txt", "guid,text\n5,a\n", null, "5" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Whatever_lists_guids_is_read_by_what_it_holds(string name, string content, string? region, string guids)
    {
        var path = _folder.Write(name, Encoding.UTF8.GetBytes(content));

        Assert.Equal(guids, string.Join(' ', GuidList.Read(path, region)));
        Assert.Equal(region is not null, GuidList.HasRegions(path));
    }

    [Fact]
    public void Parquet_is_read_by_its_column_of_guids()
    {
        var path = _folder.Write("issues.parquet", ParquetWriting.Bytes(("rank", new long[] { 1, 2 }), ("guid", new long[] { 30, 4 })));

        Assert.Equal(["30", "4"], GuidList.Read(path));
    }

    [Theory]
    [InlineData("{\"hard\": [1], \"easy\": [2]}", null, "found the regions hard, easy, expected to be told which one; pass it as --region")]
    [InlineData("{\"hard\": [1]}", "odd", "found the regions hard, expected 'odd' among them")]
    [InlineData("[1, 2]", "hard", "found no regions, expected 'hard'; leave --region out or name another file")]
    [InlineData("[1, [2]]", null, "found no JSON of guids: found array where a guid was expected")]
    [InlineData("{\"rank\":1}\n{\"rank\":2}\n", null, "found no JSON of guids: an object has no guid")]
    public void What_lists_none_is_refused_in_one_line(string content, string? region, string problem)
    {
        var path = _folder.Write("list", Encoding.UTF8.GetBytes(content));

        Assert.Equal($"{path}: {problem}", Assert.Throws<TextInputException>(() => GuidList.Read(path, region)).Message);
    }
}
