using TrainingDynamics.Logs;

namespace TrainingDynamics.Tests;

/// <summary>A record of a dynamics file, copied.</summary>
sealed record LogRecord(ExampleGuid Guid, float[] Logits, int Gold, double Score, string? Device, long Line)
{
    public bool IsRegression => Logits.Length == 1;

    /// <summary>The records of a file, in its order.</summary>
    public static IEnumerable<LogRecord> Of(DynamicsFile file)
    {
        using var blocks = DynamicsBlocks.Open(file);
        var records = new RecordBlock(withDevices: true);
        for (var block = 0; block < blocks.Count; block++)
        {
            blocks.Read(block, records);
            for (var record = 0; record < records.Count; record++)
            {
                yield return new(
                    records.Guid(record),
                    records.LogitsOf(record).ToArray(),
                    records.Golds[record],
                    records.Score(record),
                    records.Device(record),
                    records.Line(record));
            }
        }
    }
}
