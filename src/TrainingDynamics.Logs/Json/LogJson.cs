using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json.Serialization;

namespace TrainingDynamics.Logs;

/// <summary>How events and manifest are turned to JSON and back.</summary>
static class LogJson
{
    /// <summary>One line, for events.</summary>
    public static LogJsonContext Compact { get; } = Make(indented: false);

    /// <summary>For people, for the manifest.</summary>
    public static LogJsonContext Indented { get; } = Make(indented: true);

    /// <summary>The values of <c>type</c> that this version knows.</summary>
    public static IReadOnlySet<string> EventTypes { get; } = typeof(RunEvent)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .Select(derived => (string)derived.TypeDiscriminator!)
        .ToHashSet();

    static LogJsonContext Make(bool indented) => new(new JsonSerializerOptions(LogJsonContext.Default.Options)
    {
        WriteIndented = indented,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

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
