using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace TrainingDynamics.Benchmarks;

/// <summary>A results file: the machine by its processor, versions, the day, and the figures.</summary>
/// <param name="Title">The heading over the figures.</param>
/// <param name="Cpu">The processor's name; nothing else of the machine is kept.</param>
/// <param name="Threads">As many as were used, or the logical cores where programs chose themselves.</param>
/// <param name="Date">UTC, yyyy-MM-dd.</param>
/// <param name="Versions">Of the runtime and of what was measured or compared with.</param>
/// <param name="Load">The one-minute load average when the measurement began, null where it was not read: above the other work's share of the cores, times are upper bounds.</param>
/// <param name="Figures">In the order of the table.</param>
sealed record BenchmarkResults(
    string Title, string Cpu, int Threads, string Date, IReadOnlyDictionary<string, string> Versions, double? Load, IReadOnlyList<BenchmarkFigure> Figures)
{
    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>Of this machine and day.</summary>
    public static BenchmarkResults Here(
        string title, int threads, IEnumerable<KeyValuePair<string, string>> versions, double load, IReadOnlyList<BenchmarkFigure> figures) => new(
        title,
        Processor.Name,
        threads,
        DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        new SortedDictionary<string, string>(versions.ToDictionary(), StringComparer.Ordinal) { [".NET"] = RuntimeInformation.FrameworkDescription.Split(' ')[1] },
        load,
        figures);

    /// <summary>Reads a file that <see cref="Write"/> wrote.</summary>
    public static BenchmarkResults Read(string path) => JsonSerializer.Deserialize<BenchmarkResults>(File.ReadAllText(path), Json)!;

    /// <summary>Writes a file of JSON and says where.</summary>
    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");
        Console.WriteLine($"written: {path}");
    }

    /// <summary>Title, where, when, and the figures as a section of Markdown.</summary>
    public string Section() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        ## {Title}

        {Cpu}, {Threads} threads, {string.Join(", ", Versions.Select(version => $"{version.Key} {version.Value}"))}, {Date}{(Load is { } load ? FormattableString.Invariant($"; load {load:F1} when it began") : "")}.

        | what | measured | target |
        |---|---|---|
        {string.Join('\n', Figures.Select(figure => figure.Row()))}

        """);
}
