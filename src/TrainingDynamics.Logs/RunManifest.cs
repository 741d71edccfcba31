using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace TrainingDynamics.Logs;

/// <summary><c>run.json</c>: what a run was, and all that is needed to run it again.</summary>
public sealed record RunManifest
{
    /// <summary>What this version writes; a reader refuses a greater one.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Grows when a field changes its meaning.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>The task's name.</summary>
    public required string Task { get; init; }

    /// <summary>The model as it was asked for.</summary>
    public required string Model { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime Started { get; init; }

    /// <summary>The seed of initialisation, batches and dropout.</summary>
    public required int Seed { get; init; }

    /// <summary><c>cpu</c> or <c>cuda:N</c>; of several processes that of the first.</summary>
    public required string Device { get; init; }

    /// <summary>How many processes trained together when the run began, at least 1; 1 in a manifest without it.</summary>
    public int Processes { get; init; } = 1;

    /// <summary>How the logits were taken, in words: which pass, which mode.</summary>
    public required string Recording { get; init; }

    /// <summary>[C], by label id.</summary>
    public required IReadOnlyList<string> LabelNames { get; init; }

    /// <summary>The data files that were read.</summary>
    public required IReadOnlyList<DataFileRecord> DataFiles { get; init; }

    /// <summary>Every training option by its command-line name, defaults included.</summary>
    public required JsonObject Options { get; init; }

    /// <summary>Label → weight of its examples in the loss, above 0, or 0 for a label without examples; null: all weigh the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? ClassWeights { get; init; }

    /// <summary>Each time that the run was continued beyond its planned length, oldest first; null: never.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RunExtension>? Extensions { get; init; }

    /// <summary>The best epoch, once the run is finished; null if it was not asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BestEpoch? Best { get; init; }

    /// <summary>Package or library → version.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>Writes the file whole.</summary>
    public void Write(string path) =>
        WholeFile.Write(path, stream =>
        {
            JsonSerializer.Serialize(stream, this, LogJson.Indented.RunManifest);
            stream.WriteByte((byte)'\n');
        });

    /// <summary>Reads a manifest; fields that are not known are ignored.</summary>
    /// <exception cref="LogFormatException">The file is missing, no manifest, or of a later schema version.</exception>
    public static RunManifest Read(string path)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(RegularFile.ReadAllBytes(path, RegularFile.MostJsonBytes), LogJson.Indented.RunManifest)
                ?? throw new LogFormatException(path, 0, "the manifest is null");
            return manifest.SchemaVersion <= CurrentSchemaVersion
                ? manifest
                : throw new LogFormatException(
                    path, 0, $"schema version {manifest.SchemaVersion}, but this program knows {CurrentSchemaVersion}; use a newer one");
        }
        catch (JsonException e)
        {
            throw new LogFormatException(path, (e.LineNumber ?? -1) + 1, $"no manifest: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogFormatException(path, 0, $"cannot be read: {e.Message}", e);
        }
    }
}

/// <summary>The best epoch of a run by the dev metric that its options name.</summary>
/// <param name="Epoch">0-based.</param>
/// <param name="Metric">The dev metric's name.</param>
/// <param name="Value">What the epoch reached; finite.</param>
public sealed record BestEpoch(int Epoch, string Metric, double Value);

/// <summary>A run was continued beyond its planned length.</summary>
/// <param name="Time">When it was continued, UTC.</param>
/// <param name="AfterEpochs">Epochs that were finished by then.</param>
/// <param name="AfterSteps">Steps that were taken by then.</param>
/// <param name="Before">The options that changed, as they were until then, by their command-line names.</param>
public sealed record RunExtension(DateTime Time, int AfterEpochs, int AfterSteps, JsonObject Before);
