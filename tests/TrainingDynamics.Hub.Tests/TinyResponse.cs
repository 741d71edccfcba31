namespace TrainingDynamics.Hub.Tests;

/// <summary>What a test's server answers, faults included.</summary>
sealed record TinyResponse(int Status, byte[] Body)
{
    public List<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Announced length, true or not; -1 announces none and ends the body by closing.</summary>
    public long Length { get; init; } = Body.Length;

    /// <summary>Body bytes to send before closing the connection.</summary>
    public int CutAfter { get; init; } = int.MaxValue;

    /// <summary>Falls silent instead of closing.</summary>
    public bool Stalls { get; init; }

    /// <summary>Resets the connection instead of closing it.</summary>
    public bool Resets { get; init; }

    public static TinyResponse Redirect(string location, params (string, string)[] headers) =>
        new(302, []) { Headers = [("Location", location), .. headers] };

    public static TinyResponse Error(int status, params (string, string)[] headers) => new(status, []) { Headers = [.. headers] };

    /// <summary>A file, from the offset that the request asks for.</summary>
    public static TinyResponse File(byte[] content, TinyRequest request, params (string, string)[] headers)
    {
        var offset = request.Offset;
        if (offset == 0)
        {
            return new TinyResponse(200, content) { Headers = [.. headers] };
        }

        return offset >= content.Length
            ? Error(416)
            : new TinyResponse(206, content[offset..])
            {
                Headers = [("Content-Range", $"bytes {offset}-{content.Length - 1}/{content.Length}"), .. headers],
            };
    }
}
