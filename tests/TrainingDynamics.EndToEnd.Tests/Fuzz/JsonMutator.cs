using System.Text;
using System.Text.Json.Nodes;

namespace TrainingDynamics.EndToEnd.Tests.Fuzz;

/// <summary>Changes what a JSON file says and leaves it JSON, so that more than the parser is met.</summary>
static class JsonMutator
{
    static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "4294967295", "4294967296", "1e308", "-0.5", "\"\"", "\" \"", "\"\\u2581\"", "\"[UNK]\"", "[]", "{}", "[[]]", "[null]",
        "\"Sequence\"", "\"Precompiled\"", "\"Replace\"", "\"Split\"", "\"Metaspace\"", "\"ByteLevel\"", "\"Strip\"", "\"Prepend\"", "\"NFKD\"", "\"Digits\"", "\"Punctuation\"",
        "\"UnicodeScripts\"", "\"CharDelimiterSplit\"", "\"FixedLength\"", "\"BPE\"", "\"Unigram\"", "\"WordPiece\"", "\"WordLevel\"", "\"AAAA\"", "{\"Regex\": \"(a+)+$\"}",
        "{\"Regex\": \"\"}", "{\"Regex\": \"(\"}", "{\"String\": \"\"}", "{\"type\": \"FixedLength\", \"length\": 0}", "{\"type\": \"Split\", \"pattern\": {\"Regex\": \"(?=a)\"}, \"behavior\": \"MergedWithNext\", \"invert\": true}",
        "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"\"}, \"content\": \"aa\"}", "{\"type\": \"Prepend\", \"prepend\": \"\"}", "{\"type\": \"NFC\"}", "{\"type\": \"Nmt\"}",
    ];

    /// <summary>The next input; changes the file that it is given.</summary>
    public static byte[] Next(JsonNode file, Random random)
    {
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var nodes = Below(file).ToList();
            var at = nodes[random.Next(nodes.Count)];
            switch (random.Next(6))
            {
                case 0 when at.Parent is JsonObject parent:
                    parent.Remove(at.GetPropertyName());
                    break;
                case 1:
                    at.ReplaceWith(nodes[random.Next(nodes.Count)].DeepClone());
                    break;
                case 2 when at.Parent is JsonArray list:
                    list.Insert(random.Next(list.Count + 1), at.DeepClone());
                    break;
                case 3 when at.Parent is JsonArray list:
                    list.Remove(at);
                    break;
                case 4 when at is JsonValue value && value.TryGetValue<string>(out var text):
                    var place = random.Next(text.Length + 1);
                    at.ReplaceWith(string.Concat(text.AsSpan(0, place), ((char)random.Next(1, 0x3000)).ToString(), text.AsSpan(Math.Min(text.Length, place + random.Next(2)))));
                    break;
                default:
                    at.ReplaceWith(JsonNode.Parse(Values[random.Next(Values.Length)]));
                    break;
            }

            if (!Below(file).Any())
            {
                break;
            }
        }

        return Encoding.UTF8.GetBytes(file.ToJsonString());
    }

    static IEnumerable<JsonNode> Below(JsonNode node) => (node switch
    {
        JsonObject parent => parent.Select(member => member.Value),
        JsonArray parent => parent,
        _ => [],
    }).OfType<JsonNode>().SelectMany(child => Below(child).Prepend(child));
}
