using System.Diagnostics;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Weights;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>Adapters on a decoder of the size of Qwen2.5-0.5B with random weights in bfloat16: loading, a step's time and what both take of memory.</summary>
static class AdapterBenchmark
{
    /// <summary>The option by which this program starts itself for one measurement.</summary>
    public const string ChildOption = "--adapters-of";

    const int Length = 128;
    const string Recomputed = "-recomputed";

    static readonly LoraConfig Lora = new() { Rank = 8, Alpha = 16, Targets = ["q_proj", "v_proj"], ModulesToSave = ["score"] };

    /// <summary>Adds the figures; takes 1 GB of the folder for temporary files and 10 GB of memory.</summary>
    public static void Run(FigureList into)
    {
        var folder = Directory.CreateTempSubdirectory("td-adapters").FullName;
        try
        {
            File.WriteAllText(
                Path.Combine(folder, "config.json"),
                """
                {"model_type": "qwen2", "vocab_size": 151936, "hidden_size": 896, "num_hidden_layers": 24, "num_attention_heads": 14,
                 "num_key_value_heads": 2, "intermediate_size": 4864, "max_position_embeddings": 32768, "rms_norm_eps": 1e-06,
                 "rope_theta": 1000000.0, "hidden_act": "silu", "pad_token_id": 151643}
                """);
            var elements = WriteWeights(folder);
            var file = new FileInfo(Path.Combine(folder, "model.safetensors"));
            var nothing = Child(folder, "nothing");
            Loading(into, folder, file, nothing);

            var config = ModelConfigFile.Read(Path.Combine(folder, "config.json"));
            var (full, adapted) = (Seconds(config), Seconds(config with { Lora = Lora }));
            const string label = "Qwen2.5-0.5B, 2 texts of 128 tokens";
            into.Add($"{label}: step of all weights", full, "s", note: "processor time");
            into.Add($"{label}: step of adapters", adapted, "s", note: "processor time");
            into.Add($"{label}: step of adapters over all weights", adapted / full, "times", 0.75, higherIsBetter: false);
            foreach (var (kind, width) in new[] { ("fp32", sizeof(float)), ("bf16", sizeof(ushort)) })
            {
                var held = elements * width / 1e6;
                var note = FormattableString.Invariant($"base {held:N0} MB, beside it the program's {nothing:N0} MB");
                into.Add($"{label}: memory of adapters over the base in {kind}", (Child(folder, kind) - nothing) / held, "times", note: note);
                into.Add(
                    $"{label}: the same, layers computed again", (Child(folder, kind + Recomputed) - nothing) / held, "times", 1.15, higherIsBetter: false);
            }

            into.Add($"{label}: memory of all weights over the weights", (Child(folder, "full") - nothing) / (elements * sizeof(float) / 1e6), "times");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One measurement in a process alone: folder, then what.</summary>
    public static void RunChild(string folder, string what)
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        var config = ModelConfigFile.Read(Path.Combine(folder, "config.json"));
        using var model = what switch
        {
            "nothing" => null,
            "full" => TextClassifier.Create(config, CPU, new CpuDropout(1)),
            _ => TextClassifier.Create(config with { Lora = Lora, Precision = what.StartsWith("bf16", StringComparison.Ordinal) || what == "load" ? Precision.Bf16 : Precision.Fp32 }, CPU, new CpuDropout(1)),
        };
        if (model is null)
        {
            ones(64, 64).matmul(ones(64, 64));
            return;
        }

        model.RecomputesLayers = what.EndsWith(Recomputed, StringComparison.Ordinal);
        model.Initialize(1);
        Checkpoint.Load(model, Path.Combine(folder, "model.safetensors"), isElsewhere: LoraConfig.IsAdapter);
        model.Parameters.Publish();
        if (what == "load")
        {
            return;
        }

        using var optimizer = new FusedAdamW(model.Parameters, 0.01);
        using var clip = new GradientClip(1, CPU);
        Step(model, optimizer, clip);
    }

    // The median of three steps after one, by the processor's time: other programs may run.
    static double Seconds(ModelConfig config)
    {
        using var scope = NewDisposeScope();
        using var model = TextClassifier.Create(config, CPU, new CpuDropout(1));
        model.Initialize(1);
        model.Parameters.Frozen.normal_(0, 0.02);
        using var optimizer = new FusedAdamW(model.Parameters, 0.01);
        using var clip = new GradientClip(1, CPU);
        using var process = Process.GetCurrentProcess();
        var times = new List<double>();
        for (var step = 0; step < 4; step++)
        {
            process.Refresh();
            var before = process.TotalProcessorTime;
            Step(model, optimizer, clip);
            process.Refresh();
            times.Add((process.TotalProcessorTime - before).TotalSeconds);
        }

        return Median.Of(times[1..]);
    }

    static void Step(TextClassifier model, FusedAdamW optimizer, GradientClip clip)
    {
        using var scope = NewDisposeScope();
        var ids = randint(1000, 30000, [2, Length], ScalarType.Int64); // [B, T]
        var golds = randint(0, 2, [2], ScalarType.Int64); // [B]
        model.Backward(F.cross_entropy(model.ForwardForTraining(ids, null, null), golds));
        model.ClearPaddingGradient();
        optimizer.Update(clip, 1e-4).Dispose();
        model.Parameters.Publish();
    }

    static void Loading(FigureList into, string folder, FileInfo file, double nothing)
    {
        var config = ModelConfigFile.Read(Path.Combine(folder, "config.json")) with { Lora = Lora, Precision = Precision.Bf16 };
        using var model = TextClassifier.Create(config, CPU, new CpuDropout(1));
        var (loading, reading) = (new List<double>(), new List<double>());
        for (var turn = 0; turn < 3; turn++)
        {
            var clock = Stopwatch.StartNew();
            Checkpoint.Load(model, file.FullName, isElsewhere: LoraConfig.IsAdapter);
            loading.Add(clock.Elapsed.TotalSeconds);
            clock.Restart();
            using var stream = file.OpenRead();
            var buffer = new byte[1 << 22];
            while (stream.Read(buffer) > 0)
            {
                // The same bytes, to nowhere.
            }

            reading.Add(clock.Elapsed.TotalSeconds);
        }

        into.Add("1 GB of weights in bfloat16: loading", Median.Of(loading), "s");
        into.Add("1 GB of weights in bfloat16: loading over reading the file", Median.Of(loading) / Median.Of(reading), "times");
        into.Add(
            "1 GB of weights in bfloat16: peak memory over the file", (Child(folder, "load") - nothing) / (file.Length / 1e6), "times", 1.15, higherIsBetter: false);
    }

    static double Child(string folder, string what) => MeasuredProcess.Run(
        watchMemory: true, [Environment.ProcessPath!, Environment.GetCommandLineArgs()[0], "engine", ChildOption, folder, "--what", what]).Megabytes;

    // One random tensor serves all of them, in part. Returns the number of elements.
    static long WriteWeights(string folder)
    {
        using var scope = NewDisposeScope();
        var slices = TextClassifier.Layout(ModelConfigFile.Read(Path.Combine(folder, "config.json"))).Slices;
        var pool = randn(slices.Values.Max(slice => slice.Elements)).mul(0.02).to(ScalarType.BFloat16);
        SafeTensorsWriter.Write(
            Path.Combine(folder, "model.safetensors"),
            [.. slices.Select(slice => (slice.Key, pool.narrow(0, 0, slice.Value.Elements).view([.. slice.Value.Shape])))]);
        return slices.Values.Sum(slice => slice.Elements);
    }
}
