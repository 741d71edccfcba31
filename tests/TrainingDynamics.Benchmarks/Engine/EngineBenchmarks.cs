using System.Globalization;
using TrainingDynamics.Engine.Native;
using static TorchSharp.torch;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>Measures training on the CPU. Each part is a process of its own of a minute or so; with none named all run, <c>accuracy</c> apart.</summary>
static class EngineBenchmarks
{
    static readonly string[] Parts =
        ["tiny", "mini", "base", "base-128", "bf16", "optimizer", "outside", "epoch", "recording", "kernels-tiny", "kernels-mini", "kernels-base", "profile-tiny", "profile-mini", "profile-base", "adapters"];

    /// <summary>
    /// arguments: <c>--device NAME [--golden FOLDER] [--beside TSV] [--output FILE]</c> checks a device, see <see cref="DeviceCheck"/>; <c>accuracy</c>
    /// trains three seeds on both ways; else
    /// <c>[PART …] [--glue FOLDER] [--output FOLDER] [--examples N] [--threads N]</c> measures and writes results/engine-PART.json.
    /// </summary>
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (Option(arguments, "--device") is { } device)
        {
            return DeviceCheck.Run(
                device,
                Option(arguments, "--golden") ?? Path.Combine("tests", "Golden", "models"),
                Option(arguments, "--beside"),
                Option(arguments, "--output") ?? Path.Combine("artifacts", "device-check.json"));
        }

        var folder = Option(arguments, "--output") ?? Path.Combine("tests", "TrainingDynamics.Benchmarks", "results");
        var parts = arguments.TakeWhile(argument => !argument.StartsWith("--", StringComparison.Ordinal)).ToArray();
        if (parts.FirstOrDefault(part => part != "accuracy" && !Parts.Contains(part)) is { } unknown)
        {
            Console.Error.WriteLine($"found '{unknown}', expected accuracy or one of {string.Join(", ", Parts)}");
            return 2;
        }

        var library = TorchLibrary.Load();
        if (Option(arguments, AdapterBenchmark.ChildOption) is { } of)
        {
            AdapterBenchmark.RunChild(of, Option(arguments, "--what")!);
            return 0;
        }

        foreach (var part in parts.Length == 0 ? Parts : parts)
        {
            var threads = part == "accuracy" ? 1 : Number(arguments, "--threads", PhysicalCores.Count());
            set_num_threads(threads);
            var into = new FigureList();
            if (Measure(part, into, arguments))
            {
                into.Results($"Training on the CPU: {part}", threads, ("libtorch", library.Version)).Write(Path.Combine(folder, $"engine-{part}.json"));
            }
        }

        return 0;
    }

    // False where the part's data is not there.
    static bool Measure(string part, FigureList into, IReadOnlyList<string> arguments)
    {
        switch (part)
        {
            case "tiny":
                StepBenchmark.Run(into, "bert-tiny", 32, 32, 60, 60);
                StepBenchmark.Run(into, "bert-tiny", 32, 128, 21, 70);
                return true;
            case "mini":
                StepBenchmark.Run(into, "bert-mini", 32, 32, 21, 78);
                StepBenchmark.Run(into, "bert-mini", 32, 128, 7, 85);
                return true;
            case "base":
                StepBenchmark.Run(into, "bert-base", 32, 32, 3, 90);
                return true;
            case "base-128":
                StepBenchmark.Run(into, "bert-base", 8, 128, 3, 90);
                return true;
            case "bf16":
                StepBenchmark.Peaks(into);
                StepBenchmark.Bf16(into, "bert-tiny", 2, 128, 5, 1.8);
                if (Processor.HasBfloat16)
                {
                    StepBenchmark.Bf16(into, "bert-base", 8, 32, 3, 2);
                }
                else
                {
                    Console.WriteLine("bert-base in bfloat16: left out, this processor has no instructions for it");
                }

                return true;
            case "optimizer":
                var adamW = MethodTimes.Of<OptimizerBenchmarks>();
                double Time(string method) => adamW[method].Milliseconds;
                into.Add("bert-base AdamW: fused step", Time(nameof(OptimizerBenchmarks.Fused)), "ms");
                into.Add("bert-base AdamW: TorchSharp's step", Time(nameof(OptimizerBenchmarks.TorchSharps)), "ms");
                into.Add("bert-base AdamW: TorchSharp's over fused", Time(nameof(OptimizerBenchmarks.TorchSharps)) / Time(nameof(OptimizerBenchmarks.Fused)), "times", 12);
                into.Add("bert-base clipping, AdamW and zeroing", Time(nameof(OptimizerBenchmarks.Update)), "ms");
                return true;
            case "profile-tiny":
                KernelProfile.Run(into, "bert-tiny", 32, 32, 30);
                KernelProfile.Run(into, "bert-tiny", 32, 128, 15);
                return true;
            case "profile-mini":
                KernelProfile.Run(into, "bert-mini", 32, 32, 15);
                KernelProfile.Run(into, "bert-mini", 32, 128, 5);
                return true;
            case "adapters":
                AdapterBenchmark.Run(into);
                return true;
            case "profile-base":
                KernelProfile.Run(into, "bert-base", 32, 32, 3);
                return true;
            default:
                return MeasureOnTexts(part, into, arguments);
        }
    }

    static bool MeasureOnTexts(string part, FigureList into, IReadOnlyList<string> arguments)
    {
        var glue = Option(arguments, "--glue") ?? Path.Combine("..", "shared", "data", "glue");
        if (!Directory.Exists(Path.Combine(glue, "SST-2")))
        {
            Console.WriteLine($"{part}: left out, no SST-2 in {glue} (name GLUE's folder by --glue)");
            return false;
        }

        var epochs = new EpochBenchmark(glue, Number(arguments, "--examples", part switch { "accuracy" or "kernels-tiny" or "kernels-mini" or "kernels-base" => int.MaxValue, "outside" => 8_000, _ => 4_000 }));
        switch (part)
        {
            case "outside":
                epochs.Outside(into);
                break;
            case "epoch":
                epochs.Run(into, pairs: 3);
                break;
            case "kernels-tiny":
                epochs.Kernels(into, "bert-tiny", stride: 1, ways: 3);
                break;
            case "kernels-mini":
                epochs.Kernels(into, "bert-mini", stride: 4, ways: 3);
                break;
            case "kernels-base":
                epochs.Kernels(into, "bert-base", stride: 50, ways: 2);
                break;
            case "accuracy":
                epochs.Accuracy(into, seeds: 3, epochs: 2);
                break;
            default:
                epochs.Recording(into, pairs: 60);
                break;
        }

        return true;
    }

    static int Number(IReadOnlyList<string> arguments, string name, int otherwise) =>
        Option(arguments, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    static string? Option(IReadOnlyList<string> arguments, string name)
    {
        for (var i = 0; i < arguments.Count - 1; i++)
        {
            if (arguments[i] == name)
            {
                return arguments[i + 1];
            }
        }

        return null;
    }
}
