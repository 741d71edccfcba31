using System.Text;
using System.Text.Json;

namespace TrainingDynamics.Data;

/// <summary>
/// Reads a list of examples from any program: <c>three_regions_data_indices.json</c> and one of its regions, the <c>selection.json</c> of <c>td
/// select</c>, a JSON array of guids from the report, the dashboard's marks (<c>marks.jsonl</c>, only those that are set, or
/// <c>marked_examples.csv</c>), any table with a column of guids such as from <c>td issues -o</c> (CSV, TSV, JSON lines, Parquet), or a text file
/// with one guid per line. The contents decide, not the name.
/// </summary>
public static class GuidList
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The guids as text, in the order of the file.</summary>
    /// <param name="path">A regular file.</param>
    /// <param name="region"><c>easy</c>, <c>hard</c>, <c>ambiguous</c> or another name in the file; null for a file without regions.</param>
    /// <exception cref="TextInputException">The file cannot be read, is of no known form, or has no such region.</exception>
    public static IReadOnlyList<string> Read(string path, string? region = null)
    {
        try
        {
            var bytes = Bytes(path);
            if (Regions(path, bytes, region) is { } ofRegion)
            {
                return ofRegion;
            }

            return region is null
                ? Plain(path, bytes)
                : throw new TextInputException($"{path}: found no regions, expected '{region}'; leave --region out or name another file");
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

    /// <summary>True for a file with regions, one of which has to be named; false also where it cannot be read.</summary>
    public static bool HasRegions(string path)
    {
        try
        {
            return ObjectIn(Bytes(path)) is { } root && IsOfRegions(root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static bool IsOfRegions(JsonElement root) => !root.TryGetProperty("examples", out _) && !root.TryGetProperty("guid", out _);

    // An object whose values are arrays; null where the file is none.
    static List<string>? Regions(string path, byte[] bytes, string? region)
    {
        if (ObjectIn(bytes) is not { } root || !IsOfRegions(root))
        {
            return null;
        }

        var names = string.Join(", ", root.EnumerateObject().Select(property => property.Name));
        return region is null ? throw new TextInputException($"{path}: found the regions {names}, expected to be told which one; pass it as --region")
            : root.TryGetProperty(region, out var list) ? Guids(list)
            : throw new TextInputException($"{path}: found the regions {names}, expected '{region}' among them");
    }

    static IReadOnlyList<string> Plain(string path, byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith("PAR1"u8))
        {
            return Column(path, ParquetTable.Read([path], []));
        }

        var first = First(bytes);
        if (first == '[' || ObjectIn(bytes) is not null)
        {
            return Json(bytes);
        }

        if (first == '{')
        {
            return Objects(bytes);
        }

        var lines = StrictUtf8.GetString(bytes).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToArray();
        return lines.Length > 0 && DelimiterOf(path, lines[0]) is { } delimiter
            ? Column(path, DelimitedFile.Read([path], delimiter == ',' ? DelimitedLayout.Csv : DelimitedLayout.Tsv))
            : lines.Length > 0 && IsGuidName(lines[0]) ? lines[1..]
            : lines;
    }

    // What separates the columns of a header; null where the line is none, which the name of a table alone may say otherwise.
    static char? DelimiterOf(string path, string line)
    {
        foreach (var (delimiter, ending) in new[] { ('\t', ".tsv"), (',', ".csv") })
        {
            var names = line.Split(delimiter);
            if (names.Length > 1 && (names.Any(IsGuidName) || path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            {
                return delimiter;
            }
        }

        return null;
    }

    static bool IsGuidName(string name) => name.Trim('"') == "guid";

    static List<string> Json(byte[] bytes)
    {
        using var json = JsonDocument.Parse(bytes);
        var root = json.RootElement;
        var list = root.ValueKind != JsonValueKind.Object ? root
            : root.TryGetProperty("examples", out var examples) ? examples
            : default;
        return list.ValueKind == JsonValueKind.Array ? Guids(list) : Marked([root]);
    }

    static List<string> Objects(byte[] bytes)
    {
        var objects = new List<JsonElement>();
        JsonException? torn = null;
        foreach (var line in StrictUtf8.GetString(bytes).Split('\n').Where(line => line.Trim().Length > 0))
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                objects.Add(json.RootElement.Clone());
            }
            catch (JsonException e)
            {
                torn ??= e;
            }
        }

        // A viewer that is killed may leave half a mark.
        return torn is null || objects.Exists(one => one.TryGetProperty("marked", out _)) ? Marked(objects) : throw torn;
    }

    // Of a journal of marks a guid's last line counts.
    static List<string> Marked(List<JsonElement> objects)
    {
        var marks = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var one in objects)
        {
            marks[Text(one)] = !one.TryGetProperty("marked", out var marked) || marked.ValueKind != JsonValueKind.False;
        }

        return [.. marks.Where(mark => mark.Value).Select(mark => mark.Key)];
    }

    static List<string> Guids(JsonElement list) => [.. list.EnumerateArray().Select(Text)];

    static string Text(JsonElement guid) => guid.ValueKind switch
    {
        JsonValueKind.Object => guid.TryGetProperty("guid", out var value) ? Text(value) : throw new JsonException("an object has no guid"),
        JsonValueKind.String => guid.GetString()!,
        JsonValueKind.Number => guid.GetRawText(),
        _ => throw new JsonException($"found {guid.ValueKind.ToString().ToLowerInvariant()} where a guid was expected"),
    };

    static string[] Column(string path, DataTable table)
    {
        var column = table.ColumnOf("guid");
        return column < 0
            ? throw new TextInputException(
                $"{path}: found the columns {HeaderCheck.Quote(table.Columns)}, expected one called 'guid' among them, or a guid a line")
            : [.. table.Rows.Select(row => table.GuidAt(row, column))];
    }

    // The one JSON object that a file is; null where it is something else.
    static JsonElement? ObjectIn(byte[] bytes)
    {
        if (First(bytes) != '{')
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(bytes);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Without a byte order mark.
    static byte[] Bytes(string path)
    {
        var bytes = RegularFile.ReadAllBytes(path, RegularFile.MostListBytes);
        return bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
    }

    // The first character that is no white space.
    static char First(byte[] bytes)
    {
        var rest = bytes.AsSpan().TrimStart(" \t\r\n"u8);
        return rest.IsEmpty ? '\0' : (char)rest[0];
    }
}
