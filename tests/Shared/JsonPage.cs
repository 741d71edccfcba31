using System.Text.Json;
using System.Text.RegularExpressions;

namespace TrainingDynamics.Tests;

/// <summary>docs/json-output.md, which says what keys the results of every verb have.</summary>
static partial class JsonPage
{
    static readonly Dictionary<string, string[]> Sections = Read();

    /// <summary>What the page has sections about.</summary>
    public static IReadOnlyCollection<string> Titles => Sections.Keys;

    /// <summary>
    /// Asserts that the object has the keys that a section documents and no others. A documented key may be missing below an empty array
    /// or a null.
    /// </summary>
    public static JsonElement Holds(string title, string output)
    {
        Assert.Equal(1, output.Count(c => c == '\n'));
        var json = JsonDocument.Parse(output).RootElement;
        var documented = Sections[title].SelectMany(Expanded).ToArray();
        var (leaves, ends) = (new HashSet<string>(), new HashSet<string>());
        Flatten(json, "", leaves, ends);
        var patterns = documented.Select(key => new Regex($"^{Capitals().Replace(Regex.Escape(key).Replace("]", @"\]", StringComparison.Ordinal), "[^.]+")}$")).ToArray();
        Assert.All(leaves, leaf => Assert.True(patterns.Any(pattern => pattern.IsMatch(leaf)), $"{title} prints '{leaf}', which the page does not name"));
        Assert.All(ends, end => Assert.True(
            documented.Any(key => key.StartsWith(end, StringComparison.Ordinal)) || patterns.Any(pattern => pattern.IsMatch(end)), $"{title} prints '{end}', which the page does not name"));
        foreach (var (key, pattern) in documented.Zip(patterns))
        {
            Assert.True(
                leaves.Concat(ends).Any(pattern.IsMatch) || ends.Any(end => key.StartsWith(end + ".", StringComparison.Ordinal) || key.StartsWith(end + "[", StringComparison.Ordinal)),
                $"the page says that {title} prints '{key}', but it does not");
        }

        return json;
    }

    // A run of the list has all that td status says.
    static IEnumerable<string> Expanded(string key) =>
        key.Contains("STATUS", StringComparison.Ordinal) ? Sections["td status"].Select(status => key.Replace("STATUS", status, StringComparison.Ordinal)) : [key];

    // leaves: keys with a value; ends: keys that are null or empty, below which nothing can be seen.
    static void Flatten(JsonElement json, string path, HashSet<string> leaves, HashSet<string> ends)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object when json.EnumerateObject().Any():
                foreach (var property in json.EnumerateObject())
                {
                    Flatten(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", leaves, ends);
                }

                break;
            case JsonValueKind.Array when json.GetArrayLength() > 0:
                foreach (var item in json.EnumerateArray())
                {
                    Flatten(item, path + "[]", leaves, ends);
                }

                break;
            case JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null:
                ends.Add(path);
                break;
            default:
                leaves.Add(path);
                break;
        }
    }

    static Dictionary<string, string[]> Read()
    {
        var sections = new Dictionary<string, List<string>>();
        var title = "";
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "docs", "json-output.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                title = line[3..];
                sections.Add(title, []);
            }
            else if (Row().Match(line) is { Success: true } row)
            {
                sections[title].Add(row.Groups[1].Value);
            }
        }

        return sections.ToDictionary(section => section.Key, section => section.Value.ToArray());
    }

    [GeneratedRegex(@"^\| `([^`]+)` \|")]
    private static partial Regex Row();

    [GeneratedRegex("(?<![a-z_])[A-Z]+(?![a-z_])")]
    private static partial Regex Capitals();
}
