using System.Text.Json.Serialization;

namespace TrainingDynamics.Logs;

/// <summary>A data file as a run found it.</summary>
/// <param name="Split"><c>train</c>, <c>dev</c>, or the name of a further evaluation set.</param>
/// <param name="Path">Absolute, so that the run can find its texts from any folder.</param>
/// <param name="Sha256">Of the file's bytes, of shards one after the other, 64 lower-case hex digits.</param>
/// <param name="Examples">Rows used.</param>
/// <param name="Selection">Which of the file's rows were used, in words; null: all.</param>
/// <param name="Layout">How it was read; null in manifests of before that was recorded.</param>
public sealed record DataFileRecord(
    string Split, string Path, string Sha256, int Examples, string? Selection = null, DataFileLayout? Layout = null)
{
    /// <summary>
    /// SHA-256 of what was made of the file: guid, texts and label of every example that was used, in order, 64 lower-case hex
    /// digits; null in manifests of before that was recorded.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExamplesSha256 { get; init; }
}
