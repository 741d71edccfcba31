using System.Text.Json;
using TrainingDynamics.Analytics;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests.Fuzz;

/// <summary>What a line of a dynamics file says, by System.Text.Json's document model, which the reader does not use.</summary>
static class OracleOfDynamics
{
    /// <summary>Asserts that the record is that line.</summary>
    public static void Same(byte[] line, IDynamicsRecords record)
    {
        var isMarked = line.AsSpan().StartsWith("\uFEFF"u8); // the file's first line may be
        using var json = JsonDocument.Parse(line.AsMemory(isMarked ? 3 : 0));
        var (guids, golds, logits) = (0, 0, 0);
        foreach (var property in json.RootElement.EnumerateObject())
        {
            var value = property.Value;
            if (property.NameEquals("guid"))
            {
                guids++;
                Assert.Equal(value.ValueKind == JsonValueKind.Number ? ExampleGuid.FromInteger(value.GetInt64()) : ExampleGuid.FromText(value.GetString()!), record.Guid);
            }
            else if (property.NameEquals("gold"))
            {
                golds++;
                Assert.Equal(BitConverter.DoubleToInt64Bits(value.GetDouble()), BitConverter.DoubleToInt64Bits(record.Score));
                Assert.Equal(record.IsRegression ? record.Gold : value.GetDouble(), record.Gold);
            }
            else if (property.NameEquals("logits_epoch_0"))
            {
                logits++;
                Assert.Equal(
                    value.EnumerateArray().Select(logit => BitConverter.SingleToInt32Bits(logit.GetSingle())),
                    record.Logits.ToArray().Select(BitConverter.SingleToInt32Bits));
            }
        }

        Assert.Equal((1, 1, 1), (guids, golds, logits));
    }
    /// <summary>Asserts that the quick way, where it takes the file, gives the careful reader's records.</summary>
    public static void SameInBlocks(DynamicsFile file)
    {
        using var records = DynamicsRecords.read(file);
        using var blocks = DynamicsBlocks.TryOpen(file);
        var block = new RecordBlock();
        for (var i = 0; blocks is not null && i < blocks.Count && blocks.TryRead(i, block); i++)
        {
            for (var row = 0; row < block.Count; row++)
            {
                Assert.True(records.Read(), "more records in blocks");
                Assert.Equal(records.Guid, block.Guid(row));
                Assert.Equal(records.Gold, block.Golds[row]);
                Assert.Equal(
                    records.Logits.ToArray().Select(BitConverter.SingleToInt32Bits),
                    block.Logits.Slice(row * block.Classes, block.Classes).ToArray().Select(BitConverter.SingleToInt32Bits));
            }
        }
    }
}
