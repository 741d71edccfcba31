using System.Text;
using System.Text.Json;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Data;

/// <summary>
/// Reads which examples to train on: a <c>three_regions_data_indices.json</c> and one of its regions, a JSON array of guids,
/// or a text file with a guid a line.
/// </summary>
public static class GuidList
{
    /// <summary>The guids in the order of the file.</summary>
    /// <param name="path">What ends in <c>.json</c> is JSON, anything else lines.</param>
    /// <param name="region"><c>easy</c>, <c>hard</c>, <c>ambiguous</c> or whatever the file has; null where it is no such file.</param>
    /// <exception cref="TextInputException">The file cannot be read, is of another form, or has no such region.</exception>
    public static IReadOnlyList<string> Read(string path, string? region)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? FromJson(path, region) : FromLines(path, region);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new TextInputException($"{path}: cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new TextInputException($"{path}: found no JSON of guids: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    static List<string> FromJson(string path, string? region)
    {
        using var json = JsonDocument.Parse(RegularFile.ReadAllBytes(path, RegularFile.MostListBytes));
        var list = json.RootElement;
        if (list.ValueKind == JsonValueKind.Object)
        {
            string names = string.Join(", ", list.EnumerateObject().Select(property => property.Name));
            if (region is null)
                throw new TextInputException($"{path}: found the regions {names}, expected to be told which one; pass it as --region");
            if (!list.TryGetProperty(region, out list))
                throw new TextInputException($"{path}: found the regions {names}, expected '{region}' among them");
        }
        else if (region is not null)
        {
            throw new TextInputException($"{path}: found no regions, expected '{region}'; leave --region out or name another file");
        }

        return [.. list.EnumerateArray().Select(guid => guid.ValueKind == JsonValueKind.String ? guid.GetString()! : guid.GetRawText())];
    }

    static List<string> FromLines(string path, string? region)
    {
        if (region is not null)
            throw new TextInputException($"{path}: found a list of guids by lines, which has no region '{region}'; expected a .json file");
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        return [.. RegularFile.ReadLines(path, RegularFile.MostListBytes, utf8).Select(line => line.Trim()).Where(line => line.Length > 0)];
    }
}
