using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrainingDynamics.Logs;

/// <summary>How events and manifest are turned to JSON and back, by generated code: no reflection at start-up.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RunEvent))]
[JsonSerializable(typeof(RunManifest))]
sealed partial class LogJson : JsonSerializerContext
{
    /// <summary>One line, for events.</summary>
    public static LogJson Compact { get; } = Make(indented: false);

    /// <summary>For people, for the manifest.</summary>
    public static LogJson Indented { get; } = Make(indented: true);

    /// <summary>The values of <c>type</c> that this version knows.</summary>
    public static IReadOnlySet<string> EventTypes { get; } = typeof(RunEvent)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .Select(derived => (string)derived.TypeDiscriminator!)
        .ToHashSet();

    static LogJson Make(bool indented) => new(new JsonSerializerOptions(Default.Options)
    {
        WriteIndented = indented,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
