using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>Puts what the parts wrote into one file and one table.</summary>
static class EngineReport
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>folder: has PART.json of each part that was measured. Writes engine.json and engine.md to <paramref name="results"/>.</summary>
    public static void Write(string folder, IEnumerable<string> parts, string results)
    {
        var measured = parts
            .Select(part => (Part: part, Path: Path.Combine(folder, $"{part}.json")))
            .Where(part => File.Exists(part.Path))
            .Select(part => (part.Part, Content: JsonNode.Parse(File.ReadAllText(part.Path))!))
            .ToArray();
        var table = new StringBuilder("# Training on the CPU\n\n");
        table.Append("Printed by `tests/TrainingDynamics.Benchmarks/engine.sh`, a process per part; what is measured and what falls short is in\n");
        table.Append("[docs/engine.md](../../../docs/engine.md).\n");
        var machine = "";
        foreach (var (part, content) in measured)
        {
            if (content["machine"]!.ToJsonString() is var its && its != machine)
            {
                machine = its;
                table.Append(CultureInfo.InvariantCulture, $"\n{Sentence(content["machine"]!)}\n");
            }

            table.Append(CultureInfo.InvariantCulture, $"\n## {part}\n\n| what | measured | target |\n|---|---|---|\n");
            foreach (var row in content["results"]!.AsArray())
                table.Append(CultureInfo.InvariantCulture, $"| {row!["name"]}{(row["note"] is { } note ? $" ({note})" : "")} | {Value(row)} | {row["target"]} |\n");
        }

        Directory.CreateDirectory(results);
        File.WriteAllText(Path.Combine(results, "engine.md"), table.ToString());
        var all = new JsonObject(measured.Select(part => KeyValuePair.Create(part.Part, (JsonNode?)part.Content)));
        File.WriteAllText(Path.Combine(results, "engine.json"), all.ToJsonString(Indented) + "\n");
    }

    static string Sentence(JsonNode machine) =>
        $"{machine["cpu"]} ({machine["instructions"]}), {machine["threads"]} threads, {machine["os"]}, .NET {machine["dotnet"]}, libtorch {machine["libtorch"]}, {machine["date"]}.";

    static string Value(JsonNode row)
    {
        if (row["value"] is not { } value)
            return "none";
        var number = value.GetValue<double>();
        var digits = Math.Abs(number) >= 1000 ? "F0" : Math.Abs(number) >= 100 ? "F1" : "G3";
        return $"{number.ToString(digits, CultureInfo.InvariantCulture)} {row["unit"]}".TrimEnd();
    }
}
