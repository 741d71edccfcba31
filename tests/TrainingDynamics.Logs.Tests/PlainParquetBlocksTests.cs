using System.Globalization;

namespace TrainingDynamics.Logs.Tests;

/// <summary>The oracle is Parquet.Net: the reader of our own gives the records that the library gives, or leaves the file to it.</summary>
public sealed class PlainParquetBlocksTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    DynamicsFile File => new(_folder[DynamicsFile.NameOf(0, LogFormat.Parquet)], 0);

    static List<string> Records(DynamicsBlocks blocks, Func<int, RecordBlock, bool> read, out bool isWhole)
    {
        var block = new RecordBlock();
        var records = new List<string>();
        isWhole = true;
        for (var i = 0; i < blocks.Count && isWhole; i++)
        {
            isWhole = read(i, block);
            for (var record = 0; isWhole && record < block.Count; record++)
            {
                Assert.True(block.HasGuid(record, block.Guid(record)));
                Assert.False(block.HasGuid(record, ExampleGuid.FromText("another")));
                records.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{block.Guid(record).IsInteger} {block.Guid(record)} {block.Golds[record]} {string.Join(' ', Logits(block, record).Select(BitConverter.SingleToInt32Bits))}"));
            }
        }

        return records;
    }

    static float[] Logits(RecordBlock block, int record) => block.Logits.Slice(record * block.Classes, block.Classes).ToArray();

    List<string>? Plain()
    {
        using var blocks = PlainParquetBlocks.TryOpenPlain(File);
        if (blocks is null)
        {
            return null;
        }

        var records = Records(blocks, blocks.TryReadPlain, out var isWhole);
        return isWhole ? records : null;
    }

    List<string>? Library()
    {
        using var blocks = ParquetBlocks.TryOpenGroups(File);
        if (blocks is null)
        {
            return null;
        }

        var records = Records(blocks, blocks.TryRead, out var isWhole);
        return isWhole ? records : null;
    }

    void Write(int examples, int classes, Func<int, ExampleGuid> guid)
    {
        var random = new Random(examples);
        using var file = RecordFile.Create(File.Path, 0);
        for (var i = 0; i < examples; i++)
        {
            float[] logits = [.. Enumerable.Range(0, classes).Select(_ => BitConverter.Int32BitsToSingle(random.Next(1 << 30)))];
            file.Append(guid(i), logits, random.Next(classes), i % 3 == 0 ? null : "cuda:0");
        }

        file.Finish();
        file.Publish();
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 3)]
    [InlineData(70_001, 2)]
    [InlineData(500, 63)]
    [InlineData(500, 64)]
    [InlineData(500, 65)]
    [InlineData(300, 1000)]
    public void What_the_writer_writes_is_read_without_the_library(int examples, int classes)
    {
        foreach (var guid in new Func<int, ExampleGuid>[] { i => ExampleGuid.FromInteger((7L * i) - 100), i => ExampleGuid.FromText($"a{i}"), i => ExampleGuid.FromText($"é{i}😀") })
        {
            Write(examples, classes, guid);
            var plain = Plain();
            Assert.Equal(examples, plain?.Count);
            Assert.Equal(Library(), plain);
        }
    }

    [Fact]
    public void Every_damaged_byte_of_the_frame_is_read_as_the_library_reads_it_or_left_to_it()
    {
        byte[] damage = [0, 0x80, 0xFF];
        foreach (var isText in new[] { false, true })
        {
            Write(5, 3, i => isText ? ExampleGuid.FromText($"é{i}") : ExampleGuid.FromInteger(i));
            var whole = System.IO.File.ReadAllBytes(File.Path);
            var (taken, left) = (0, 0);
            for (var place = 0; place < whole.Length; place++)
            {
                foreach (var value in damage.Append((byte)(whole[place] ^ 1)))
                {
                    var bytes = (byte[])whole.Clone();
                    bytes[place] = value;
                    Check(bytes, $"byte {place} is {value}", ref taken, ref left);
                }
            }

            Assert.InRange(taken, 100, int.MaxValue);
            Assert.InRange(left, 500, int.MaxValue);
        }
    }

    void Check(byte[] bytes, string what, ref int taken, ref int left)
    {
        System.IO.File.WriteAllBytes(File.Path, bytes);
        if (Plain() is { } plain)
        {
            taken++;
            Assert.True(Library() is { } library && plain.SequenceEqual(library), what);
        }
        else
        {
            left++;
        }
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_left_to_the_library()
    {
        Write(9, 3, i => ExampleGuid.FromInteger(i));
        var whole = System.IO.File.ReadAllBytes(File.Path);
        for (var length = 0; length < whole.Length; length++)
        {
            System.IO.File.WriteAllBytes(File.Path, whole[..length]);
            Assert.Null(Plain());
        }
    }
}
