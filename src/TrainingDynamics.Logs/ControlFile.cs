namespace TrainingDynamics.Logs;

/// <summary>
/// <c>control</c> of a run folder: one word, <c>go-on</c>, <c>pause</c>, <c>stop-after-epoch</c> or <c>stop</c>, which a
/// viewer or a person writes. The training looks at it twice a second; a run removes it when it begins.
/// </summary>
public static class ControlFile
{
    const int MostBytes = 64;

    static readonly (ControlWord Word, string Text)[] Words =
    [
        (ControlWord.GoOn, "go-on"), (ControlWord.Pause, "pause"), (ControlWord.StopAfterEpoch, "stop-after-epoch"), (ControlWord.Stop, "stop"),
    ];

    /// <summary>Replaces the word.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static void Write(string path, ControlWord word) =>
        WholeFile.Write(path, stream => stream.Write(Encoding.ASCII.GetBytes(Words.First(pair => pair.Word == word).Text + "\n")));

    /// <summary>The word; null where there is no regular file, it cannot be read, or it holds anything else.</summary>
    public static ControlWord? Read(string path)
    {
        try
        {
            using var handle = RegularFile.OpenHandle(path);
            Span<byte> bytes = stackalloc byte[MostBytes + 1];
            var length = RandomAccess.Read(handle, bytes, 0);
            var text = length > MostBytes ? "" : Encoding.ASCII.GetString(bytes[..length]).Trim();
            return Array.FindIndex(Words, pair => pair.Text == text) is var at and >= 0 ? Words[at].Word : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>What a viewer can ask of a run that trains in another process.</summary>
public enum ControlWord
{
    /// <summary>Train on.</summary>
    GoOn,

    /// <summary>Wait before the next batch.</summary>
    Pause,

    /// <summary>End after the epoch, which is kept.</summary>
    StopAfterEpoch,

    /// <summary>End at the next batch; finished epochs are kept.</summary>
    Stop,
}
