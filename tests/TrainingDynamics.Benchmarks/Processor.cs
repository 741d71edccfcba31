using System.Globalization;
using System.Runtime.InteropServices;

namespace TrainingDynamics.Benchmarks;

/// <summary>What the system says of the processor and of how busy it is.</summary>
static class Processor
{
    /// <summary>As the system calls it, with what of AVX2, AVX-512 and bfloat16 it has.</summary>
    public static string Name { get; } = $"{Field("model name") ?? RuntimeInformation.ProcessArchitecture.ToString()} ({string.Join(' ', Instructions())})";

    /// <summary>Whether it multiplies matrices of bfloat16 by itself.</summary>
    public static bool HasBfloat16 => Instructions().Any(flag => flag.EndsWith("bf16", StringComparison.Ordinal));

    /// <summary>The load average of the last minute.</summary>
    public static double LoadNow() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    static IEnumerable<string> Instructions() =>
        (Field("flags") ?? "").Split(' ').Where(flag => flag is "avx2" or "avx512f" or "avx512_bf16" or "amx_bf16");

    static string? Field(string name) => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        : null;
}
