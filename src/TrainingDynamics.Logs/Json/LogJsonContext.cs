using System.Text.Json.Serialization;

namespace TrainingDynamics.Logs;

/// <summary>Generated serialisers of events and manifest: no reflection at start-up.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RunEvent))]
[JsonSerializable(typeof(RunManifest))]
sealed partial class LogJsonContext : JsonSerializerContext;
