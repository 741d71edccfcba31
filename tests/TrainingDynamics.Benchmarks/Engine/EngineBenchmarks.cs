using System.Globalization;
using TrainingDynamics.Engine.Native;
using static TorchSharp.torch;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>Measures training on the CPU. Each part is a process of its own of a minute or so; with none named all run.</summary>
static class EngineBenchmarks
{
    static readonly string[] Parts = ["tiny", "mini", "base", "bf16", "optimizer", "epoch", "recording"];

    /// <summary>arguments: <c>--device NAME [--golden FOLDER] [--output FILE]</c> checks a device, see <see cref="DeviceCheck"/>; else <c>[PART …] [--glue FOLDER] [--output FILE] [--examples N] [--seeds N]</c>.</summary>
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (Option(arguments, "--device") is { } device)
        {
            return DeviceCheck.Run(
                device,
                Option(arguments, "--golden") ?? Path.Combine("..", "shared", "golden", "models"),
                Option(arguments, "--output") ?? Path.Combine("artifacts", "device-check.json"));
        }

        var parts = arguments.TakeWhile(argument => !argument.StartsWith("--", StringComparison.Ordinal)).ToArray();
        if (parts.FirstOrDefault(part => !Parts.Contains(part)) is { } unknown)
        {
            Console.Error.WriteLine($"found '{unknown}', expected one of {string.Join(", ", Parts)}");
            return 2;
        }

        TorchLibrary.Load();
        var threads = PhysicalCores.Count();
        set_num_threads(threads);
        var into = new Measurements();
        foreach (var part in parts.Length == 0 ? Parts : parts)
            Measure(part, into, arguments);
        var name = parts.Length == 0 ? "engine" : $"engine-{string.Join('-', parts)}";
        into.Write(Option(arguments, "--output") ?? Path.Combine("tests", "TrainingDynamics.Benchmarks", "results", Folder(), $"{name}.json"), threads);
        return 0;
    }

    static void Measure(string part, Measurements into, IReadOnlyList<string> arguments)
    {
        switch (part)
        {
            case "tiny":
                StepBenchmark.Run(into, "bert-tiny", 32, 60, "60 %");
                StepBenchmark.Run(into, "bert-tiny", 128, 21, "70 %");
                break;
            case "mini":
                StepBenchmark.Run(into, "bert-mini", 32, 21, "78 %");
                StepBenchmark.Run(into, "bert-mini", 128, 9, "85 %");
                break;
            case "base":
                StepBenchmark.Run(into, "bert-base", 32, 3, "90 %");
                break;
            case "bf16":
                StepBenchmark.Peaks(into);
                StepBenchmark.Bf16(into, "bert-tiny", 128, 9, "1.8x");
                break;
            case "optimizer":
                OptimizerBenchmark.Run(into);
                break;
            case "epoch":
                Epochs(arguments).Run(into, Number(arguments, "--seeds", 1));
                break;
            default:
                Epochs(arguments).Recording(into, pairs: 3);
                break;
        }
    }

    static EpochBenchmark Epochs(IReadOnlyList<string> arguments) =>
        new(Option(arguments, "--glue") ?? Path.Combine("..", "shared", "data", "glue"), Number(arguments, "--examples", 10_000));

    static int Number(IReadOnlyList<string> arguments, string name, int otherwise) =>
        Option(arguments, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    static string? Option(IReadOnlyList<string> arguments, string name)
    {
        for (var i = 0; i < arguments.Count - 1; i++)
        {
            if (arguments[i] == name)
                return arguments[i + 1];
        }

        return null;
    }

    // A machine's results lie together; the name is the processor's.
    static string Folder() =>
        string.Join('-', Measurements.CpuName().ToLowerInvariant().Split([' ', '(', ')', '@', '/'], StringSplitOptions.RemoveEmptyEntries));
}
