namespace TrainingDynamics.Logs;

/// <summary>What the columns and the metadata of a dynamics file in Parquet are called.</summary>
public static class ParquetColumns
{
    /// <summary>64-bit integers, or texts.</summary>
    public const string Guid = "guid";

    /// <summary>Class numbers; float64 scores of a regression.</summary>
    public const string Gold = "gold";

    /// <summary>Lists of float32, one number per class.</summary>
    public const string Logits = "logits";

    /// <summary>Texts; null where the record does not say what computed it.</summary>
    public const string Device = "device";

    /// <summary>The key of the file's metadata under which the 0-based epoch stands.</summary>
    public const string Epoch = "epoch";

    /// <summary>Whether a column holds the logits of an epoch; the name that JSON gives them counts too.</summary>
    public static bool IsLogits(string column, int epoch) => column == Logits || column == DynamicsRecordParser.LogitsKey(epoch);

    /// <summary>The epoch that the file's metadata name; null where they do not, −1 where it is no number.</summary>
    public static int? EpochOf(IReadOnlyDictionary<string, string>? metadata) =>
        metadata is null || !metadata.TryGetValue(Epoch, out var text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) ? epoch
        : -1;
}
