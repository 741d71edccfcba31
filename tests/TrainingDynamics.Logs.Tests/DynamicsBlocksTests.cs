using System.Globalization;
using System.Text;

namespace TrainingDynamics.Logs.Tests;

/// <summary>The oracle is <see cref="DynamicsReader"/>: the quick way gives the same records or none.</summary>
public sealed class DynamicsBlocksTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    DynamicsFile Write(string text, int epoch = 3) => new(_folder.Write($"dynamics_epoch_{epoch}.jsonl", text), epoch);

    static List<string>? Quick(DynamicsFile file)
    {
        using var blocks = DynamicsBlocks.TryOpen(file)!;
        var block = new RecordBlock();
        var records = new List<string>();
        var classes = 0;
        for (var i = 0; i < blocks.Count; i++)
        {
            if (!blocks.TryRead(i, block) || (classes > 0 && block.Count > 0 && block.Classes != classes))
            {
                return null;
            }

            classes = block.Count > 0 ? block.Classes : classes;
            for (var record = 0; record < block.Count; record++)
            {
                Assert.True(block.HasGuid(record, block.Guid(record)));
                Assert.False(block.HasGuid(record, ExampleGuid.FromText("another")));
                records.Add(Text(block.Guid(record), block.Logits.Slice(record * block.Classes, block.Classes), block.Golds[record]));
            }
        }

        return records;
    }

    static List<string>? Careful(DynamicsFile file)
    {
        try
        {
            using var reader = new DynamicsReader(file);
            var records = new List<string>();
            while (reader.Read())
            {
                if (reader.IsRegression)
                {
                    return null;
                }

                records.Add(Text(reader.Guid, reader.Logits, reader.Gold));
            }

            return records;
        }
        catch (LogFormatException)
        {
            return null;
        }
    }

    static string Text(ExampleGuid guid, ReadOnlySpan<float> logits, int gold) => string.Create(
        CultureInfo.InvariantCulture, $"{guid.IsInteger} {guid} {string.Join(' ', logits.ToArray().Select(BitConverter.SingleToInt32Bits))} {gold}");

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
    [InlineData("""{"guid": 1, "logits_epoch_3": [1.0], "gold": 0}""", false)]
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
        Assert.Equal(isTaken, Careful(file) is not null);
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
                Assert.True(Quick(file) is not { } quick || (Careful(file) ?? []).SequenceEqual(quick), Encoding.Latin1.GetString(bytes));
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
        Assert.Equal(9002, Careful(file)!.Count);
        Assert.Equal(Careful(file), Quick(file));
    }

    [Fact]
    public void Packed_and_missing_files_are_left_to_the_reader()
    {
        Assert.Null(DynamicsBlocks.TryOpen(new DynamicsFile(_folder["dynamics_epoch_0.jsonl.gz"], 0)));
        Assert.Null(DynamicsBlocks.TryOpen(new DynamicsFile(_folder["dynamics_epoch_0.jsonl"], 0)));
    }
}
