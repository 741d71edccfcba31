using System.IO.Compression;
using System.Text;

namespace TrainingDynamics.Logs.Tests;

public sealed class JsonLineBlocksTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    List<LogRecord> Read(string text, int epoch = 0) =>
        [.. LogRecord.Of(new DynamicsFile(_folder.Write($"dynamics_epoch_{epoch}.jsonl", text), epoch))];

    string ErrorOf(string text)
    {
        var error = Assert.Throws<LogFormatException>(() => Read(text));
        Assert.StartsWith(_folder["dynamics_epoch_0.jsonl"], error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        return error.Message[_folder["dynamics_epoch_0.jsonl"].Length..];
    }

    [Fact]
    public void A_byte_order_mark_before_the_first_record_is_skipped()
    {
        const string Record = """{"guid": 1, "logits_epoch_0": [1, 2], "gold": 0}""";
        Assert.Equal(ExampleGuid.FromInteger(1), Assert.Single(Read($"\uFEFF{Record}\n")).Guid);
        Assert.StartsWith(", line 2: ", ErrorOf($"{Record}\n\uFEFF{Record}\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_of_the_original_is_read()
    {
        var record = Assert.Single(Read("""{"guid": 50325, "logits_epoch_0": [2.943110942840576, -2.2836594581604004], "gold": 0, "device": "cuda:0"}"""));
        Assert.Equal(ExampleGuid.FromInteger(50325), record.Guid);
        Assert.Equal([2.943110942840576f, -2.2836594581604004f], record.Logits);
        Assert.Equal(0, record.Gold);
        Assert.Equal("cuda:0", record.Device);
    }

    [Theory]
    [InlineData("3.8", 3.8)]
    [InlineData("-0.25", -0.25)]
    [InlineData("0", 0)]
    [InlineData("5", 5)]
    public void Beside_a_single_logit_the_gold_is_a_score(string gold, double score)
    {
        var record = Assert.Single(Read($$"""{"guid": 3, "logits_epoch_0": [1.5], "gold": {{gold}}}"""));

        Assert.True(record.IsRegression);
        Assert.Equal(score, record.Score);
        Assert.Equal(-1, record.Gold);
    }

    [Fact]
    public void Beside_several_logits_the_gold_is_a_class()
    {
        var record = Assert.Single(Read("""{"guid": 3, "logits_epoch_0": [1.5, 2.5], "gold": 1}"""));

        Assert.False(record.IsRegression);
        Assert.Equal(1, record.Gold);
        Assert.Equal(1, record.Score);
    }

    [Fact]
    public void Keys_come_in_any_order_with_extra_keys_blank_lines_and_crlf()
    {
        var records = Read(
            "{\"note\":{\"a\":[1,2]},\"gold\":1,\"logits_epoch_0\":[1,2e0],\"guid\":\"ex-é\"}\r\n\n" +
            "{\"guid\":7,\"logits_epoch_0\":[-0.5,3],\"gold\":0}\n\n");
        Assert.Equal([ExampleGuid.FromText("ex-é"), ExampleGuid.FromInteger(7)], records.Select(record => record.Guid));
        Assert.Equal([1L, 3], records.Select(record => record.Line));
    }

    [Fact]
    public void Gzip_is_unpacked()
    {
        var path = _folder["dynamics_epoch_2.jsonl.gz"];
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            gzip.Write("{\"guid\":1,\"logits_epoch_2\":[0,1],\"gold\":1}\n"u8);
        }

        Assert.Single(LogRecord.Of(new DynamicsFile(path, 2)));
    }

    [Fact]
    public void Lines_longer_than_the_buffer_are_read()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 3; i++)
        {
            text.Append("{\"guid\":").Append(i).Append(",\"pad\":\"").Append('x', 700_000 * i).Append("\",\"logits_epoch_0\":[1,2,3],\"gold\":2}\n");
        }

        Assert.Equal([0L, 1, 2], Read(text.ToString()).Select(record => record.Guid.Integer));
    }

    [Theory]
    [InlineData("""{"guid": 3, "logits_epoch_0": [NaN, 1.0], "gold": 0}""", ", line 1: guid 3: a logit is not finite (NaN or Infinity); the run that wrote it had diverged")]
    [InlineData("""{"guid": 3, "logits_epoch_0": [1.0, -Infinity], "gold": 0}""", ", line 1: guid 3: a logit is not finite (NaN or Infinity); the run that wrote it had diverged")]
    [InlineData("""{"guid": 3, "logits_epoch_0": [1e39, 1.0], "gold": 0}""", ", line 1: guid 3: logit 0 is 1e39, which is no finite float32")]
    [InlineData("""{"guid": 3, "logits_epoch_0": [1.0, "2"], "gold": 0}""", ", line 1: guid 3: logit 1 is 2, expected a number")]
    [InlineData("""{"guid": 3, "logits_epoch_0": [], "gold": 0}""", ", line 1: guid 3: the logits are empty")]
    [InlineData("""{"guid": 3, "logits_epoch_0": 1, "gold": 0}""", ", line 1: guid 3: the logits are 1, expected an array of numbers")]
    [InlineData("""{"guid": 3, "logits_epoch_1": [1.0, 2.0], "gold": 0}""", ", line 1: guid 3: no logits_epoch_0; the file's name says epoch 0")]
    [InlineData("""{"guid": 3, "logits_epoch_0": [1.0, 2.0], "gold": 2}""", ", line 1: guid 3: gold is 2, but there are logits for 2 classes")]
    [InlineData("""{"guid": 3, "logits_epoch_0": [1.0, 2.0], "gold": -1}""", ", line 1: guid 3: gold is -1, expected a label id, for there are 2 logits")]
    [InlineData("""{"guid": 3, "logits_epoch_0": [1.0, 2.0], "gold": 0.5}""", ", line 1: guid 3: gold is 0.5, expected a label id, for there are 2 logits")]
    [InlineData("""{"guid": 3, "logits_epoch_0": [1.0], "gold": "a"}""", ", line 1: guid 3: gold is a, expected a label id or, beside a single logit, a regression target")]
    [InlineData("""{"guid": 3, "logits_epoch_0": [1.0], "gold": 1e999}""", ", line 1: guid 3: gold is 1e999, expected a label id or, beside a single logit, a regression target")]
    [InlineData("""{"guid": 3, "logits_epoch_0": [1.0, 2.0]}""", ", line 1: guid 3: no gold")]
    [InlineData("""{"logits_epoch_0": [1.0, 2.0], "gold": 0}""", ", line 1: no guid")]
    [InlineData("""{"guid": 1.5, "logits_epoch_0": [1.0, 2.0], "gold": 0}""", ", line 1: guid is 1.5, expected a 64-bit integer or a string")]
    [InlineData("""{"guid": 3, "guid": 4, "logits_epoch_0": [1.0, 2.0], "gold": 0}""", ", line 1: guid 3: guid is there twice")]
    [InlineData("""{"guid": 3, "logits_epoch_0": [1.0], "logits_epoch_0": [1.0], "gold": 0}""", ", line 1: guid 3: the logits are there twice")]
    [InlineData("[1]", ", line 1: expected a JSON object with guid, logits and gold")]
    public void A_bad_record_is_named_by_file_line_and_guid(string line, string expected) => Assert.Equal(expected, ErrorOf(line));

    [Fact]
    public void A_file_cut_at_any_byte_gives_a_prefix_or_a_named_error()
    {
        const string Text = "{\"guid\": 10, \"logits_epoch_0\": [0.5, 1.25], \"gold\": 1, \"device\": \"cpu\"}\n{\"guid\": 20, \"logits_epoch_0\": [2.5, -1.25], \"gold\": 0}\n";
        var firstLine = Text.IndexOf('\n', StringComparison.Ordinal) + 1;
        var errors = 0;
        for (var length = 0; length < Text.Length; length++)
        {
            try
            {
                var records = Read(Text[..length]);
                Assert.Equal(new[] { 10L, 20 }.Take(records.Count), records.Select(record => record.Guid.Integer));
                Assert.Equal(new float[][] { [0.5f, 1.25f], [2.5f, -1.25f] }.Take(records.Count), records.Select(record => record.Logits));
            }
            catch (LogFormatException e)
            {
                Assert.Equal(length < firstLine ? 1 : 2, e.Line);
                errors++;
            }
        }

        // All cuts but those at the two line starts, the two closing braces and the empty file break a record.
        Assert.Equal(Text.Length - 4, errors);
    }
}
