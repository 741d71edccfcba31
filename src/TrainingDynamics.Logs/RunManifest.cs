using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace TrainingDynamics.Logs;

/// <summary><c>run.json</c>: all that is needed to say what a run was and to run it again.</summary>
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

    /// <summary>How many processes trained together, at least 1, when the run began; a manifest without it is of 1.</summary>
    public int Processes { get; init; } = 1;

    /// <summary>How the logits were taken, in words: which pass, which mode.</summary>
    public required string Recording { get; init; }

    /// <summary>[C], by class number.</summary>
    public required IReadOnlyList<string> LabelNames { get; init; }

    /// <summary>The data files that were read.</summary>
    public required IReadOnlyList<DataFileRecord> DataFiles { get; init; }

    /// <summary>Every training option by its command-line name, defaults included.</summary>
    public required JsonObject Options { get; init; }

    /// <summary>Label → how much an example of it counts in the loss, above 0, or 0 where it has none; null: all the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? ClassWeights { get; init; }

    /// <summary>Where the run was gone on with for longer than it was begun for, oldest first; null: nowhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RunExtension>? Extensions { get; init; }

    /// <summary>The best epoch, once the run is finished; null where nobody asked for it.</summary>
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

/// <summary>The best epoch of a run by the metric that it was asked to go by.</summary>
/// <param name="Epoch">0-based.</param>
/// <param name="Metric">The dev metric's name.</param>
/// <param name="Value">What the epoch reached; finite.</param>
public sealed record BestEpoch(int Epoch, string Metric, double Value);

/// <summary>A run was gone on with beyond what it had been begun with.</summary>
/// <param name="Time">UTC; when it was gone on with.</param>
/// <param name="AfterEpochs">Epochs that were finished by then.</param>
/// <param name="AfterSteps">Updates that were taken by then.</param>
/// <param name="Before">The options that changed, as they were until then, by their command-line names.</param>
public sealed record RunExtension(DateTime Time, int AfterEpochs, int AfterSteps, JsonObject Before);
