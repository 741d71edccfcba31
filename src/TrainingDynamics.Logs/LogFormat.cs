namespace TrainingDynamics.Logs;

/// <summary>The formats in which an epoch's records are written.</summary>
public enum LogFormat
{
    /// <summary>JSON lines, as the original's Python writes and reads them.</summary>
    Jsonl,

    /// <summary>Parquet: columns guid, gold, logits (list of float32) and device, the epoch in the file's metadata too.</summary>
    Parquet,

    /// <summary>A file of each.</summary>
    Both,
}
