namespace TrainingDynamics.Hub.Tests;

/// <summary>One request as it came over the wire; header names in lower case.</summary>
sealed record TinyRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>First byte of a Range request, 0 without one.</summary>
    public int Offset => Headers.TryGetValue("range", out var range)
        ? int.Parse(range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture)
        : 0;

    public bool HasToken => Headers.ContainsKey("authorization");
}
