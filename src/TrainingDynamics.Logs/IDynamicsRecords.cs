namespace TrainingDynamics.Logs;

/// <summary>The records of one dynamics file in the file's order, whatever its format; one at a time.</summary>
public interface IDynamicsRecords : IDisposable
{
    /// <summary>The current record's guid.</summary>
    ExampleGuid Guid { get; }

    /// <summary>The current record's logits, shape [C], finite; valid until the next <see cref="Read"/>.</summary>
    ReadOnlySpan<float> Logits { get; }

    /// <summary>The current record's class, in [0, C); −1 in a regression.</summary>
    int Gold { get; }

    /// <summary>The gold as it is written, finite: the class, or a regression's score.</summary>
    double Score { get; }

    /// <summary>
    /// True when the current record has one logit: its gold is a score, as Hugging Face takes a model with one label.
    /// </summary>
    bool IsRegression { get; }

    /// <summary>What computed the current record's logits, as PyTorch spells it; null where the record does not say.</summary>
    string? Device { get; }

    /// <summary>The current record's 1-based line or, of a Parquet file, row.</summary>
    long Line { get; }

    /// <summary>Moves to the next record; false at the end of the file.</summary>
    /// <exception cref="LogFormatException">The record is malformed; the message names file, place and, once known, guid.</exception>
    bool Read();

    /// <summary>An error at the current record, for checks that need more than one record.</summary>
    LogFormatException Error(string problem);
}
