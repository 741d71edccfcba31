using System.Globalization;
using FsCheck;
using FsCheck.Xunit;

namespace TrainingDynamics.Logs.Tests;

public sealed class DynamicsWriterTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    DynamicsWriter Writer(ExampleGuid[] guids, double[] golds, int epoch = 0) =>
        new([_folder[$"dynamics_epoch_{epoch}.jsonl"]], epoch, guids, golds, "cpu");

    [Fact]
    public void Records_are_what_pythons_json_prints()
    {
        // Expected lines: json.dumps of the same values in Python 3.11, the floats taken through float32.
        ExampleGuid[] guids = [ExampleGuid.FromInteger(50325), ExampleGuid.FromText("ex-\"1\"")];
        using (var writer = Writer(guids, [0, 1], epoch: 3))
        {
            writer.Append([0], [2.943110942840576f, -2.2836594581604004f]);
            writer.Append([1], [1e-5f, -0.0f]);
            writer.Append([1], [2f, 1e20f]);
            writer.Complete();
        }

        Assert.Equal(
            """
            {"guid": 50325, "logits_epoch_3": [2.943110942840576, -2.2836594581604004], "gold": 0, "device": "cpu"}
            {"guid": "ex-\"1\"", "logits_epoch_3": [9.999999747378752e-06, -0.0], "gold": 1, "device": "cpu"}
            {"guid": "ex-\"1\"", "logits_epoch_3": [2.0, 1.0000000200408773e+20], "gold": 1, "device": "cpu"}

            """,
            File.ReadAllText(_folder["dynamics_epoch_3.jsonl"]));
    }

    [Fact]
    public void A_record_names_the_device_that_computed_it()
    {
        ExampleGuid[] guids = [.. Enumerable.Range(0, 3).Select(i => ExampleGuid.FromInteger(i))];
        using (var writer = new DynamicsWriter([_folder["devices.jsonl"]], 0, guids, [0, 0, 0], "cuda:0", "cuda:1"))
        {
            writer.Append([0], [1f]);
            writer.Append([1, 2], [1f, 1f], device: 1);
            writer.Complete();
        }

        Assert.Equal(
            ["\"cuda:0\"}", "\"cuda:1\"}", "\"cuda:1\"}"],
            File.ReadLines(_folder["devices.jsonl"]).Select(line => line.Split("\"device\": ")[1]));
    }

    [Fact]
    public void Scores_are_printed_as_pythons_json_prints_them_and_whole_ones_like_classes()
    {
        double[] scores = [3.8, 5, -0.25, 1e-7, 1e300, -0.0];
        var guids = scores.Select((_, i) => ExampleGuid.FromInteger(i)).ToArray();
        using (var writer = Writer(guids, scores))
        {
            for (var i = 0; i < scores.Length; i++)
            {
                writer.Append([i], [1.5f]);
            }

            writer.Complete();
        }

        var golds = File.ReadLines(_folder["dynamics_epoch_0.jsonl"]).Select(line => line.Split("\"gold\": ")[1].Split(',')[0]);
        Assert.Equal(["3.8", "5", "-0.25", "1e-07", "1e+300", "0"], golds);
    }

    [Property(MaxTest = 300)]
    public void What_is_written_is_read_back_bit_for_bit(NonEmptyArray<float> values, NonNull<string> name, long number)
    {
        using var folder = new TemporaryFolder();
        var logits = values.Get.Where(float.IsFinite).DefaultIfEmpty(0.25f).ToArray();
        ExampleGuid[] guids = [ExampleGuid.FromText(new string([.. name.Get.Where(c => !char.IsSurrogate(c))])), ExampleGuid.FromInteger(number)];
        using (var writer = new DynamicsWriter([folder["dynamics_epoch_0.jsonl"]], 0, guids, [0, logits.Length - 1], "cpu"))
        {
            writer.Append([0, 1], [.. logits, .. logits]);
            writer.Complete();
        }

        LogRecord[] records = [.. LogRecord.Of(new DynamicsFile(folder["dynamics_epoch_0.jsonl"], 0))];
        Assert.Equal(2, records.Length);
        foreach (var (record, guid, gold) in records.Zip(guids, [0, logits.Length - 1]))
        {
            Assert.Equal(guid, record.Guid);
            Assert.Equal(gold, record.Score);
            Assert.Equal(logits.Length == 1 ? -1 : gold, record.Gold);
            Assert.Equal(logits.Select(BitConverter.SingleToInt32Bits), record.Logits.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Fact]
    public void The_file_has_its_name_only_when_it_is_whole()
    {
        using (var writer = Writer([ExampleGuid.FromInteger(1)], [0]))
        {
            writer.Append([0], [1f, 2f]);
            Assert.False(File.Exists(_folder["dynamics_epoch_0.jsonl"]));
            Assert.True(File.Exists(_folder["dynamics_epoch_0.jsonl.partial"]));
        }

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_logit_that_is_not_finite_is_refused_with_its_guid()
    {
        using var writer = Writer([ExampleGuid.FromInteger(1), ExampleGuid.FromInteger(44)], [0, 0]);
        var error = Assert.Throws<ArgumentException>(() => writer.Append([0, 1], [1f, 2f, 3f, float.NaN]));
        Assert.Contains("guid 44: a logit is NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_blocks_through_the_bounded_queue_keep_their_order()
    {
        const int Examples = 20_000;
        var guids = Enumerable.Range(0, Examples).Select(i => ExampleGuid.FromInteger(i * 3)).ToArray();
        using (var writer = Writer(guids, new double[Examples]))
        {
            for (var i = 0; i < Examples; i += 10)
            {
                var indices = Enumerable.Range(i, 10).ToArray();
                writer.Append(indices, [.. indices.SelectMany(index => new float[] { index, -index })]);
            }

            writer.Complete();
        }

        var next = 0;
        foreach (var record in LogRecord.Of(new DynamicsFile(_folder["dynamics_epoch_0.jsonl"], 0)))
        {
            Assert.Equal(next * 3, record.Guid.Integer);
            Assert.Equal([next, -next], record.Logits);
            next++;
        }

        Assert.Equal(Examples, next);
    }

    [Fact]
    public void A_full_disk_is_reported_and_leaves_no_file()
    {
        if (!File.Exists("/dev/full"))
        {
            return; // Only Linux has a device that is always full.
        }

        // The partial name is a link to a device that takes no byte.
        File.CreateSymbolicLink(_folder["dynamics_epoch_0.jsonl.partial"], "/dev/full");
        using var writer = Writer([ExampleGuid.FromInteger(1)], [0]);
        var error = Assert.Throws<IOException>(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                writer.Append([0], [1f, 2f]);
            }

            writer.Complete();
        });
        Assert.Contains("could not be written", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["dynamics_epoch_0.jsonl"]));
    }

    [Theory]
    [InlineData(0.1f, "0.10000000149011612")]
    [InlineData(0.0001f, "9.999999747378752e-05")]
    [InlineData(123456.0f, "123456.0")]
    [InlineData(float.MaxValue, "3.4028234663852886e+38")]
    [InlineData(float.Epsilon, "1.401298464324817e-45")]
    [InlineData(1e15f, "999999986991104.0")]
    [InlineData(1e20f, "1.0000000200408773e+20")]
    public void Floats_print_as_pythons_repr_of_the_float64(float value, string expected)
    {
        // Expected texts: repr(struct.unpack('f', struct.pack('f', x))[0]) in Python 3.11.
        var text = new System.Buffers.ArrayBufferWriter<byte>();
        JsonRecordFile.AppendFloat(text, value);
        var printed = System.Text.Encoding.UTF8.GetString(text.WrittenSpan);
        Assert.Equal(expected, printed);
        Assert.Equal(value, float.Parse(printed, CultureInfo.InvariantCulture));
    }
}
