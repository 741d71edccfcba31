using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Native;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Engine.Weights;
using static TorchSharp.torch;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>
/// What scripts/gpu-check.sh runs: golden logits on the device, whether the host waits inside a step, then steps of training with
/// their share of the device's peak, and recording. The CPU runs the same with a small model.
/// </summary>
static class DeviceCheck
{
    // TF32 and another order of summation; the golden data's own promise is 1e-5 in float32.
    const double Tolerance = 5e-3;

    /// <summary>Exit code: 0 all right, 1 a golden logit is off or the host waits inside a step, 2 no such device.</summary>
    /// <param name="deviceName">As <c>--device</c> of td train.</param>
    /// <param name="golden">A folder of golden models; may be absent.</param>
    /// <param name="beside">Figures of other programs for the same table, a line each; null: none.</param>
    /// <param name="output">Where the table goes as JSON.</param>
    public static int Run(string deviceName, string golden, string? beside, string output)
    {
        var library = TorchLibrary.Load();
        Device device;
        try
        {
            device = DeviceChoice.Of(deviceName, library);
        }
        catch (TrainOptionsException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }

        var into = new FigureList();
        var right = Golden(into, golden, device);
        foreach (var precision in new[] { Precision.Fp32, Precision.Bf16 })
        {
            var peak = Peak(device, precision);
            into.Add($"{precision}: matrix product", peak / 1e12, "TFLOP/s");
            right &= HostRunsAhead(into, device, precision);
            foreach (var (name, config, batch, length) in Models(device))
            {
                Throughput(into, $"{name} {precision} length {length}", config with { Precision = precision }, device, batch, length, peak);
            }
        }

        foreach (var line in beside is null ? [] : File.ReadLines(beside))
        {
            into.Add(BenchmarkFigure.Parse(line));
        }

        into.Results($"Check of {deviceName}", get_num_threads(), ("libtorch", library.Version)).Write(output);
        return right ? 0 : 1;
    }

    static IEnumerable<(string Name, ModelConfig Config, int Batch, int Length)> Models(Device device)
    {
        string[] labels = ["negative", "positive"];
        if (device.type == TorchSharp.DeviceType.CPU)
        {
            return [("bert-tiny", ModelConfig.Named("bert-tiny", 1000, labels)!, 4, 16)];
        }

        var large = new ModelConfig
        {
            Family = ModelFamilies.Roberta,
            VocabularySize = 50265,
            HiddenSize = 1024,
            Layers = 24,
            Heads = 16,
            IntermediateSize = 4096,
            MaxPositions = 514,
            TypeVocabularySize = 1,
            PaddingId = 1,
            LayerNormEpsilon = 1e-5,
            LabelNames = labels,
        };
        return [("bert-base", ModelConfig.Named("bert-base", 30522, labels)!, 64, 128), ("roberta-large", large, 32, 128)];
    }

    /// <summary>Whether every golden logit is within the tolerance; true where there are none.</summary>
    static bool Golden(FigureList into, string folder, Device device)
    {
        if (!Directory.Exists(folder))
        {
            Console.WriteLine($"no golden models in {folder}: correctness was not checked");
            return true;
        }

        var right = true;
        foreach (var path in Directory.GetFiles(folder, "golden.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var golden = JsonDocument.Parse(File.ReadAllBytes(path));
            var model = Path.GetDirectoryName(path)!;
            if (ModelFamilies.Find(TypeOf(model)) is null || WeightsFiles.InFolder(model) is not { } weights || !golden.RootElement.TryGetProperty("encodings", out var encodings)
                || !encodings[0].TryGetProperty("logits", out _))
            {
                continue;
            }

            var difference = Difference(model, weights, encodings, device);
            into.Add($"golden {Path.GetFileName(model)}: largest difference of a logit", difference, "", Tolerance, higherIsBetter: false);
            right &= difference < Tolerance;
        }

        return right;
    }

    // BERT's first configs lack the field.
    static string TypeOf(string folder)
    {
        using var config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, ModelSource.ConfigFile)));
        return config.RootElement.TryGetProperty("model_type", out var type) ? type.GetString()! : "bert";
    }

    static double Difference(string folder, string weights, JsonElement encodings, Device device)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = TextClassifier.Create(ModelConfigFile.Read(Path.Combine(folder, ModelSource.ConfigFile)), device, new NativeDropout());
        Checkpoint.Load(model, weights);
        model.Parameters.Publish();
        var largest = 0.0;
        // Hugging Face has no logits for a text without tokens.
        foreach (var encoding in encodings.EnumerateArray().Where(encoding => encoding.GetProperty("logits").ValueKind == JsonValueKind.Array))
        {
            var ids = Row(encoding.GetProperty("input_ids"));
            var types = encoding.TryGetProperty("token_type_ids", out var given) ? Row(given) : null;
            float[] expected = [.. encoding.GetProperty("logits").EnumerateArray().Select(x => x.GetSingle())];
            var logits = model.Forward(ids, types, mask: null, training: false).cpu().view(-1); // [C]
            largest = Math.Max(largest, logits.sub(tensor(expected)).abs().max().item<float>());
        }

        return largest;

        Tensor Row(JsonElement values) => tensor(values.EnumerateArray().Select(x => x.GetInt64()).ToArray()).unsqueeze(0).to(device);
    }

    static void Throughput(FigureList into, string label, ModelConfig config, Device device, int batch, int length, double peak)
    {
        using var scope = NewDisposeScope();
        using var training = new DeviceTraining(config, device, batch, length, steps: 20);
        var seconds = training.Seconds();
        into.Add($"{label}: examples per second", batch / seconds, "1/s");
        into.Add($"{label}: model FLOP/s over peak", 100 * ModelFlops.Nominal(config, batch, length) / seconds / peak, "%");
        into.Add($"{label}: recording, examples per second", batch / training.RecordingSeconds(), "1/s");
        into.Add($"{label}: memory in use", MemoryMebibytes(device), "MiB");
    }

    /// <summary>
    /// Whether the host queues a step without waiting for the device. The model is small, so that the step's operations all fit
    /// into the device's queue. True on the CPU, where the host does the work itself.
    /// </summary>
    static bool HostRunsAhead(FigureList into, Device device, Precision precision)
    {
        using var scope = NewDisposeScope();
        var isCpu = device.type == TorchSharp.DeviceType.CPU;
        var config = ModelConfig.Named("bert-tiny", 1000, ["negative", "positive"])! with { Precision = precision };
        using var training = new DeviceTraining(config, device, batch: 8, length: 16, steps: 1);
        var share = training.HostShareOfQueuedStep(isCpu ? 256 : 8192, products: isCpu ? 2 : 40);
        into.Add($"{precision}: host's share of a step behind queued products", 100 * share, "%", isCpu ? null : 50, higherIsBetter: false);
        return isCpu || share < 0.5;
    }

    static double Peak(Device device, Precision precision)
    {
        using var scope = NewDisposeScope();
        var side = device.type == TorchSharp.DeviceType.CPU ? 256 : 8192;
        var a = randn(side, side).to(precision == Precision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32).to(device); // [side, side]
        var best = double.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            DeviceTraining.Wait(device);
            var clock = Stopwatch.StartNew();
            using var product = matmul(a, a);
            DeviceTraining.Wait(device);
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        return 2.0 * side * side * side / best;
    }

    // torch's allocator keeps what it once took, so that what is in use now is the peak until now; NaN where nothing tells.
    static double MemoryMebibytes(Device device)
    {
        if (device.type == TorchSharp.DeviceType.CPU)
        {
            using var self = Process.GetCurrentProcess();
            return self.PeakWorkingSet64 / 1048576.0;
        }

        using var query = Process.Start(new ProcessStartInfo("nvidia-smi", ["--query-gpu=memory.used", "--format=csv,noheader,nounits", "-i", $"{device.index}"])
        {
            RedirectStandardOutput = true,
        })!;
        return double.TryParse(query.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture, out var used) ? used : double.NaN;
    }
}
