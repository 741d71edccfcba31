namespace TrainingDynamics.Data;

/// <summary>A place where a written file differs from the one that it was made of.</summary>
/// <param name="Row">0-based number of the row in the source.</param>
/// <param name="Start">Its first byte in the written file.</param>
/// <param name="Was">What the source has there, of a removed row all of it with its line end or comma.</param>
/// <param name="Is">What the written file has there; empty for a removed row.</param>
public sealed record ChangedBytes(int Row, long Start, string Was, string Is);
