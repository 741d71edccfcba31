namespace TrainingDynamics.Engine.Training;

/// <summary>All numbers of a training between two updates except weights and moments.</summary>
/// <param name="Step">Updates taken.</param>
/// <param name="EpochsFinished">Epochs that are trained, recorded and evaluated.</param>
/// <param name="Totals">Sums of the epoch in progress; zero between two epochs.</param>
/// <param name="Dropout">The states of all processes' CPU dropouts, one behind the other; empty if torch draws.</param>
sealed record TrainingState(int Step, int EpochsFinished, EpochTotals Totals, IReadOnlyList<uint> Dropout)
{
    static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>How many of the updates <see cref="NanPolicy.Skip"/> skipped.</summary>
    public int LeftOut { get; init; }

    /// <summary>Before the first update.</summary>
    public static TrainingState Start { get; } = new(0, 0, default, []);

    /// <summary>Reads a state.</summary>
    /// <exception cref="RunFolderException">The file is missing or damaged.</exception>
    public static TrainingState Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingState>(RegularFile.ReadAllBytes(path, RegularFile.MostJsonBytes), SnakeCase) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new RunFolderException(
                $"{path}: is no state of a training: {e.Message.ReplaceLineEndings(" ")}; pass --overwrite to start anew", e);
        }
    }

    /// <summary>Writes the file whole.</summary>
    public void Write(string path) =>
        WholeFile.Write(path, stream => JsonSerializer.Serialize(stream, this, SnakeCase));
}
