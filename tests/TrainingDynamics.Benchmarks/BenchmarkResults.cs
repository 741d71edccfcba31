using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace TrainingDynamics.Benchmarks;

/// <summary>A results file: the machine by its processor, versions, the day, and the figures.</summary>
/// <param name="Title">The heading over the figures.</param>
/// <param name="Cpu">The processor's name; nothing else of the machine is kept.</param>
/// <param name="Cores">Logical ones.</param>
/// <param name="Date">UTC, yyyy-MM-dd.</param>
/// <param name="Versions">Of the runtime and of what was compared with.</param>
/// <param name="Load">The one-minute load average when the measurement began: above the other work's share of the cores, times are upper bounds.</param>
/// <param name="Figures">In the order of the table.</param>
sealed record BenchmarkResults(
    string Title, string Cpu, int Cores, string Date, IReadOnlyDictionary<string, string> Versions, double Load, IReadOnlyList<BenchmarkFigure> Figures)
{
    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>Of this machine and day.</summary>
    public static BenchmarkResults Here(string title, IReadOnlyDictionary<string, string> versions, double load, IReadOnlyList<BenchmarkFigure> figures) => new(
        title,
        File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("model name", StringComparison.Ordinal)).Split(": ")[1],
        Environment.ProcessorCount,
        DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        new SortedDictionary<string, string>(versions.ToDictionary(), StringComparer.Ordinal) { [".NET"] = RuntimeInformation.FrameworkDescription.Split(' ')[1] },
        load,
        figures);

    /// <summary>The load average of the last minute.</summary>
    public static double LoadNow() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>Reads a file that <see cref="Write"/> wrote.</summary>
    public static BenchmarkResults Read(string path) => JsonSerializer.Deserialize<BenchmarkResults>(File.ReadAllText(path), Json)!;

    /// <summary>Writes NAME.json and its table as NAME.md.</summary>
    public void Write(string folder, string name)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{name}.json"), JsonSerializer.Serialize(this, Json) + "\n");
        File.WriteAllText(Path.Combine(folder, $"{name}.md"), Page());
    }

    /// <summary>Title, where, when, and the figures as Markdown.</summary>
    public string Page()
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"# {Title}\n\n{Cores} cores of {Cpu}, {string.Join(", ", Versions.Select(version => $"{version.Key} {version.Value}"))}, {Date}; load {Load:F1} when it began. Medians of runs in turn.\n\n");
        return head + "| what | measured | target |\n|---|---|---|\n" + string.Concat(Figures.Select(figure =>
            $"| {figure.What} | {Number(figure.Value)} {figure.Unit} | {Target(figure)} |\n"));
    }

    static string Target(BenchmarkFigure figure) => figure.Target is not { } target
        ? ""
        : $"{(figure.HigherIsBetter ? "≥" : "≤")} {Number(target)} {figure.Unit}{((figure.Value >= target) == figure.HigherIsBetter ? "" : ", missed")}";

    static string Number(double value) => value.ToString(value >= 100 ? "N0" : value >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);
}
