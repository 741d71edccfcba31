namespace TrainingDynamics.Cli;

static class JsonValues
{
    /// <summary>The number; null where it is NaN or infinite, which JSON cannot say.</summary>
    public static JsonNode? Of(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    public static JsonNode? Of(double? value) => value is { } known ? Of(known) : null;

    /// <summary>A number where the guid is one, else its text.</summary>
    public static JsonNode Of(ExampleGuid guid) => guid.IsInteger ? JsonValue.Create(guid.Integer) : JsonValue.Create(guid.ToString())!;

    /// <summary>UTC as ISO 8601 has it; null stays null.</summary>
    public static JsonNode? Of(DateTime? time) =>
        time is { } known ? JsonValue.Create(known.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)) : null;

    /// <summary>An array with what <paramref name="value"/> makes of every item.</summary>
    public static JsonArray Each<T>(IEnumerable<T> items, Func<T, JsonNode?> value) => new([.. items.Select(value)]);

    /// <summary>An object of numbers by name, in the names' order.</summary>
    public static JsonObject? Named(IReadOnlyDictionary<string, double>? values) => values is null
        ? null
        : new(values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Of(pair.Value))));
}
