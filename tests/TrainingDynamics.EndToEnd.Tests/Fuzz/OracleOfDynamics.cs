using System.Text.Json;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests.Fuzz;

/// <summary>What a line of a dynamics file says, by System.Text.Json's document model, which the reader does not use.</summary>
static class OracleOfDynamics
{
    /// <summary>Asserts that the record is that line.</summary>
    public static void Same(byte[] line, LogRecord record)
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
                    record.Logits.Select(BitConverter.SingleToInt32Bits));
            }
        }

        Assert.Equal((1, 1, 1), (guids, golds, logits));
    }
}
