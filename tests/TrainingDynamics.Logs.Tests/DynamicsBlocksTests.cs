using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace TrainingDynamics.Logs.Tests;

/// <summary>The oracle is the parser by itself, line by line; the scanner, blocks and unpacking change nothing of what it says.</summary>
public sealed class DynamicsBlocksTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    DynamicsFile Write(string text, int epoch = 3) => new(_folder.Write($"dynamics_epoch_{epoch}.jsonl", text), epoch);

    // With the lines, and as the last one what is wrong with the file.
    static List<string> Quick(DynamicsFile file, bool withLines = true)
    {
        var found = new List<string>();
        try
        {
            using var blocks = DynamicsBlocks.Open(file);
            var block = new RecordBlock(withDevices: true);
            for (var i = 0; i < blocks.Count; i++)
            {
                blocks.Read(i, block);
                for (var record = 0; record < block.Count; record++)
                {
                    Assert.True(block.HasGuid(record, block.Guid(record)));
                    Assert.False(block.HasGuid(record, ExampleGuid.FromText("another")));
                    var line = withLines ? block.Line(record) : 0;
                    found.Add(Text(line, block.Guid(record), block.LogitsOf(record), block.Golds[record], block.Score(record), block.Device(record)));
                }
            }
        }
        catch (LogFormatException e)
        {
            found.Clear();
            found.Add(e.Message);
        }

        return found;
    }

    static List<string> Careful(DynamicsFile file, bool withLines = true)
    {
        var found = new List<string>();
        var line = 0L;
        var parser = new DynamicsRecordParser(file, () => line);
        try
        {
            foreach (var bytes in Lines(file.Path))
            {
                line++;
                var text = bytes.AsSpan(line == 1 && bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0).Trim(" \t\r"u8);
                if (!text.IsEmpty)
                {
                    parser.Parse(text);
                    found.Add(Text(withLines ? line : 0, parser.Guid, parser.Logits, parser.Gold, parser.IsRegression ? parser.Score : parser.Gold, parser.Device));
                }
            }
        }
        catch (LogFormatException e)
        {
            found.Clear();
            found.Add(e.Message);
        }
        catch (InvalidDataException e)
        {
            found.Clear();
            found.Add(new LogFormatException(file.Path, line, $"cannot be read on: {e.Message}").Message);
        }

        return found;
    }

    static IEnumerable<byte[]> Lines(string path)
    {
        using Stream file = File.OpenRead(path);
        using var stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new BufferedStream(new GZipStream(file, CompressionMode.Decompress)) : file;
        var line = new List<byte>();
        while (stream.ReadByte() is >= 0 and var next)
        {
            if (next == '\n')
            {
                yield return [.. line];
                line.Clear();
            }
            else
            {
                line.Add((byte)next);
            }
        }

        if (line.Count > 0)
        {
            yield return [.. line];
        }
    }

    static string Text(long line, ExampleGuid guid, ReadOnlySpan<float> logits, int gold, double score, string? device) => string.Create(
        CultureInfo.InvariantCulture,
        $"{line} {guid.IsInteger} {guid} {string.Join(' ', logits.ToArray().Select(BitConverter.SingleToInt32Bits))} {gold} {score} {device ?? "-"}");

    [Theory]
    [InlineData("""{"guid": 50325, "logits_epoch_3": [2.943110942840576, -2.2836594581604004], "gold": 0, "device": "cuda:0"}""", true)]
    [InlineData("""{"guid":50325,"logits_epoch_3":[2.9431109428,-2.2836594582],"gold":1}""", true)]
    [InlineData(""" { "gold" : 2 , "logits_epoch_3" : [ 1e-05 , 2 , -0.0 ] , "guid" : "a.jpg#4r1n" } """, true)]
    [InlineData("""{"guid": "Ünï", "logits_epoch_3": [1.0, 2.0], "gold": 1}""", true)]
    [InlineData("""{"guid": "a\"b", "logits_epoch_3": [1.0, 2.0], "gold": 1}""", true)]
    [InlineData("""{"guid": 1, "text": {"a": [1, "}"]}, "logits_epoch_3": [1.0, 2.0], "gold": 1.0}""", true)]
    [InlineData("""{"guid": -9223372036854775808, "logits_epoch_3": [1.0, 2.0], "gold": 1}""", true)]
    [InlineData("""{"guid" "device", "logits_epoch_3": [1.0, 2.0], "gold": 1}""", false)]
    [InlineData("""{"guid": 1, "logits_epoch_2": [1.0, 2.0], "gold": 1}""", false)]
    [InlineData("""{"guid": 1, "logits_epoch_3": [1.0, 2.0], "gold": 2}""", false)]
    [InlineData("""{"guid": 1, "logits_epoch_3": [1.0, 2.0], "gold": -1}""", false)]
    [InlineData("""{"guid": 1, "logits_epoch_3": [1.0], "gold": -0.5}""", true)]
    [InlineData("""{"guid": 1, "logits_epoch_3": [1.0, NaN], "gold": 0}""", false)]
    [InlineData("""{"guid": 1, "logits_epoch_3": [1.0, 1e39], "gold": 0}""", false)]
    [InlineData("""{"guid": 1, "logits_epoch_3": [1.0, 2.0], "gold": 0,}""", false)]
    [InlineData("""{"guid": 1, "logits_epoch_3": [1.0, 2.0,], "gold": 0}""", false)]
    [InlineData("""{"guid": 1, "logits_epoch_3": [1.0, 2.0], "gold": 0} x""", false)]
    [InlineData("""{"guid": 1, "guid": 2, "logits_epoch_3": [1.0, 2.0], "gold": 0}""", false)]
    [InlineData("""{"guid": 01, "logits_epoch_3": [1.0, 2.0], "gold": 0}""", false)]
    [InlineData("""{"guid": 1, "logits_epoch_3": [1.0, 2.0]""", false)]
    public void A_line_is_taken_when_the_reader_takes_it(string line, bool isTaken)
    {
        var file = Write(line + "\n");
        Assert.Equal(isTaken, !Careful(file)[0].StartsWith(file.Path, StringComparison.Ordinal));
        Assert.Equal(Careful(file), Quick(file));
    }

    [Fact]
    public void A_damaged_byte_changes_what_both_ways_say_alike()
    {
        const string Line = """{"guid": "x7", "logits_epoch_3": [-0.25, 1.5e-3], "gold": 1, "device": "cpu"}""";
        byte[] damage = [.. "\"\\{}[],:. \t\r\n-+0159eEgx\0\u007f"u8, 0x80, 0xC3, 0xFF];
        var path = Write("").Path;
        for (var place = 0; place < Line.Length; place++)
        {
            foreach (var value in damage)
            {
                var bytes = Encoding.ASCII.GetBytes(Line);
                bytes[place] = value;
                File.WriteAllBytes(path, bytes);
                var file = new DynamicsFile(path, 3);
                Assert.Equal(Careful(file), Quick(file));
            }
        }
    }

    [Fact]
    public void A_file_cut_off_anywhere_gives_what_the_reader_gives()
    {
        const string Text = "{\"guid\": 1, \"logits_epoch_3\": [1.0, 2.0], \"gold\": 1}\n\n{\"guid\": 2, \"logits_epoch_3\": [1.0, 2.5], \"gold\": 0}\r\n";
        for (var length = 1; length <= Text.Length; length++)
        {
            var file = Write(Text[..length]);
            Assert.Equal(Careful(file), Quick(file));
        }
    }

    [Theory]
    [InlineData("\n", 7)]
    [InlineData("\r\n", 13)]
    [InlineData("\n\n", 400)]
    public void Lines_over_the_edges_of_blocks_are_read_once(string ending, int padding)
    {
        var text = new StringBuilder();
        for (var i = 0; i < 9000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{{\"guid\": {i * 31}, \"logits_epoch_3\": [{i / 7.0:R}, {-i}.5], \"gold\": {i % 2}, \"device\": \"{new string('x', i % padding)}\"}}{ending}");
        }

        // One line longer than a block, and a last one without a line feed.
        text.Append("{\"guid\": \"long\", \"logits_epoch_3\": [0, 1], \"gold\": 0, \"device\": \"").Append('y', 700_000).Append("\"}").Append(ending);
        text.Append("{\"guid\": \"last\", \"logits_epoch_3\": [0, 1], \"gold\": 0}");
        var file = Write(text.ToString());
        Assert.Equal(9002, Careful(file, withLines: false).Count);
        Assert.Equal(Careful(file, withLines: false), Quick(file, withLines: false));
        using (var gzip = new GZipStream(File.Create(file.Path + ".gz"), CompressionLevel.Fastest))
        {
            gzip.Write(File.ReadAllBytes(file.Path));
        }

        var packed = new DynamicsFile(file.Path + ".gz", file.Epoch);
        Assert.Equal(Careful(packed, withLines: false), Quick(packed, withLines: false));
        File.AppendAllText(file.Path, "{\"guid\": 5}\n");
        Assert.Equal(Careful(file), Quick(file));
    }

    [Fact]
    public void A_packed_file_that_breaks_off_anywhere_is_refused_with_the_line()
    {
        var text = string.Concat(Enumerable.Range(0, 40).Select(i => $"{{\"guid\": {i}, \"logits_epoch_3\": [1.0, {i}.5], \"gold\": 1}}\n"));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        var whole = packed.ToArray();
        var file = new DynamicsFile(_folder["dynamics_epoch_3.jsonl.gz"], 3);
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(file.Path, whole[..length]);
            Assert.Equal(Careful(file), Quick(file));
        }
    }

    [Fact]
    public void Threads_read_the_blocks_of_a_packed_file_in_any_order()
    {
        var file = new DynamicsFile(_folder["dynamics_epoch_3.jsonl.gz"], 3);
        using (var gzip = new GZipStream(File.Create(file.Path), CompressionLevel.Fastest))
        {
            for (var i = 0; i < 400_000; i++)
            {
                gzip.Write(Encoding.UTF8.GetBytes($"{{\"guid\": {i}, \"logits_epoch_3\": [1.0, {i}.5], \"gold\": 1}}\n"));
            }
        }

        using var blocks = DynamicsBlocks.Open(file);
        Assert.InRange(blocks.Count, 40, int.MaxValue); // more than what is kept
        var guids = new long[blocks.Count][];
        Parallel.For(0, blocks.Count, i =>
        {
            var block = new RecordBlock();
            var place = i % 2 == 0 ? i / 2 : blocks.Count - 1 - (i / 2);
            blocks.Read(place, block);
            guids[place] = [.. Enumerable.Range(0, block.Count).Select(record => block.Guid(record).Integer)];
        });
        Assert.Equal(Enumerable.Range(0, 400_000).Select(i => (long)i), guids.SelectMany(guid => guid));
    }

    [Fact]
    public void Records_of_unlike_lengths_lie_in_one_block()
    {
        var file = Write(
            """
            {"guid": 1, "logits_epoch_3": [1.0, 2.0], "gold": 1, "device": "cpu"}
            {"guid": 2, "logits_epoch_3": [1.0], "gold": 3.75}

            {"guid": 3, "logits_epoch_3": [1.0, 2.0, 3.0], "gold": 2, "device": "cuda:\u0030"}

            """);
        using var blocks = DynamicsBlocks.Open(file);
        var block = new RecordBlock(withDevices: true);
        blocks.Read(0, block);
        Assert.Equal(RecordBlock.Uneven, block.Classes);
        Assert.Equal([2, 1, 3], Enumerable.Range(0, 3).Select(record => block.LogitsOf(record).Length));
        Assert.Equal([1, -1, 2], block.Golds.ToArray());
        Assert.Equal([1, 3.75, 2], Enumerable.Range(0, 3).Select(block.Score));
        Assert.Equal(["cpu", null, "cuda:0"], Enumerable.Range(0, 3).Select(block.Device));
        Assert.Equal($"{file.Path}, line 4: guid 3: no", block.Error(2, "no").Message);
        // Made once and filled again.
        var even = Write("""{"guid": 1, "logits_epoch_3": [1.0, 2.0], "gold": 1}""");
        using var others = DynamicsBlocks.Open(even);
        others.Read(0, block);
        Assert.Equal((1, 2), (block.Count, block.Classes));
        Assert.Equal([1f, 2f], block.LogitsOf(0).ToArray());
        Assert.Null(block.Device(0));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        foreach (var name in new[] { "dynamics_epoch_0.jsonl", "dynamics_epoch_0.jsonl.gz" })
        {
            var error = Assert.Throws<LogFormatException>(() => DynamicsBlocks.Open(new DynamicsFile(_folder[name], 0)));
            Assert.StartsWith($"{_folder[name]}: cannot be opened: ", error.Message, StringComparison.Ordinal);
        }
    }
}
