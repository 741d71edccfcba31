using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrainingDynamics.Engine.Native;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>What one process measured, printed as it comes and written as one file.</summary>
sealed class Measurements
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    readonly JsonArray _rows = [];

    /// <summary>Adds a figure. target: what was asked for, as a person writes it; null: nothing.</summary>
    public void Add(string name, double value, string unit, string? target = null, string? note = null)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-52} {value,12:G4} {unit,-8}{(target is null ? "" : $" (target {target})")}{(note is null ? "" : $"  {note}")}"));
        _rows.Add(new JsonObject { ["name"] = name, ["value"] = double.IsFinite(value) ? value : null, ["unit"] = unit, ["target"] = target, ["note"] = note });
    }

    /// <summary>Writes the figures with the machine's name, the versions and the day.</summary>
    public void Write(string path, int threads)
    {
        var machine = new JsonObject
        {
            ["cpu"] = CpuName(),
            ["instructions"] = string.Join(' ', Instructions()),
            ["threads"] = threads,
            ["os"] = RuntimeInformation.OSDescription,
            ["dotnet"] = Environment.Version.ToString(),
            ["libtorch"] = TorchLibrary.Load().Version,
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, new JsonObject { ["machine"] = machine, ["results"] = _rows }.ToJsonString(Indented) + "\n");
        Console.WriteLine($"written: {path}");
    }

    /// <summary>As the system calls the processor.</summary>
    public static string CpuName() => Field("model name") ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>Whether the processor multiplies matrices of bfloat16 by itself.</summary>
    public static bool HasBfloat16 => Instructions().Any(flag => flag.EndsWith("bf16", StringComparison.Ordinal));

    static IEnumerable<string> Instructions() =>
        (Field("flags") ?? "").Split(' ').Where(flag => flag is "avx2" or "avx512f" or "avx512_bf16" or "amx_bf16");

    static string? Field(string name) => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        : null;
}
