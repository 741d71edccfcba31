namespace TrainingDynamics.Logs;

/// <summary>The formats in which an epoch's records are written.</summary>
public enum LogFormat
{
    /// <summary>JSON lines, as beyondguo's and AllenAI's Python code write and read them.</summary>
    Jsonl,

    /// <summary>Parquet: columns guid, gold, logits (list of float32) and device; the file's metadata also have the epoch.</summary>
    Parquet,

    /// <summary>A file of each.</summary>
    Both,
}
