using System.Text.Json.Nodes;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Engine.Weights;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Runs of PEFT's adapters, repeated from its files, and what it left.</summary>
public sealed class GoldenAdapterTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("llama")]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    [InlineData("gpt2")]
    [SharedData("shared/llama")]
    [SharedData("shared/qwen2")]
    [SharedData("shared/qwen3")]
    [SharedData("shared/gpt2")]
    public void Steps_of_PEFTs_training_are_reproduced_to_its_own_file(string name)
    {
        using var golden = new GoldenModel(name);
        var run = new GoldenRun(golden.Lora.GetProperty("training"));
        var (steps, summary) = run.Train(Adapter(golden, "lora-init"), _folder.Path, ScheduleKind.Linear, options => options with { Lora = true });

        run.RequireSteps(steps);
        Assert.InRange(run.FinalDifference(summary.Folder.ModelFolder), 0, 1e-4f);
        using var mine = SafeTensorsFile.Open(Path.Combine(summary.Folder.ModelFolder, "adapter_model.safetensors"));
        using var theirs = SafeTensorsFile.Open(Path.Combine(golden.Folder, "lora", "adapter_model.safetensors"));
        Assert.Equal(theirs.Shapes.Keys.Order(StringComparer.Ordinal), mine.Shapes.Keys.Order(StringComparer.Ordinal));
        using var scope = NewDisposeScope();
        foreach (var tensor in theirs.Shapes.Keys)
        {
            var (expected, found) = (Value(theirs, tensor), Value(mine, tensor));
            Assert.InRange((expected - found).norm().item<float>(), 0, 1e-3f * expected.norm().item<float>());
        }

        var (ours, golds) = (Config(Path.Combine(summary.Folder.ModelFolder, "adapter_config.json")), Config(Path.Combine(golden.Folder, "lora", "adapter_config.json")));
        Assert.All(new[] { "r", "lora_alpha", "peft_type", "task_type", "bias", "fan_in_fan_out", "use_dora", "use_rslora", "target_modules" }, field =>
            Assert.True(JsonNode.DeepEquals(golds[field], ours[field]), field));
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    [InlineData("gpt2")]
    [SharedData("shared/llama")]
    [SharedData("shared/qwen2")]
    [SharedData("shared/qwen3")]
    [SharedData("shared/gpt2")]
    public void PEFTs_own_adapter_gives_its_logits_and_its_merged_weights(string name)
    {
        using var golden = new GoldenModel(name);
        var run = new GoldenRun(golden.Lora.GetProperty("training"));
        var adapter = Adapter(golden, "lora");

        Assert.InRange(run.FinalDifference(adapter), 0, 1e-5f);

        ModelMerge.Write(adapter, _folder["merged"], overwrite: false, observer: null, CancellationToken.None);
        Assert.InRange(run.FinalDifference(_folder["merged"]), 0, 1e-5f);
        using var merged = SafeTensorsFile.Open(_folder["merged", "model.safetensors"]);
        using var before = WeightsFiles.Open(WeightsFiles.InFolder(golden.Folder)!);
        using var scope = NewDisposeScope();
        var norms = golden.Lora.GetProperty("merged_weight_norms").EnumerateObject().ToDictionary(norm => norm.Name, norm => norm.Value.GetDouble());
        Assert.NotEmpty(norms);
        foreach (var tensor in merged.Shapes.Keys.Where(tensor => tensor != "score.weight"))
        {
            if (norms.TryGetValue(tensor, out var norm))
            {
                GoldenRun.AssertClose(norm, Value(merged, tensor).norm().item<float>(), 1e-6);
            }
            else
            {
                Assert.True(Value(before, tensor).equal(Value(merged, tensor)).all().item<bool>(), tensor);
            }
        }
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("gpt2")]
    public void Steps_with_a_base_in_bfloat16_and_layers_computed_again_stay_near_PEFTs(string name)
    {
        using var golden = new GoldenModel(name);
        var run = new GoldenRun(golden.Lora.GetProperty("training"));
        var (steps, _) = run.Train(
            Adapter(golden, "lora-init"), _folder.Path, ScheduleKind.Linear, options => options with { Lora = true, BasePrecision = Precision.Bf16, GradientCheckpointing = true });

        foreach (var (step, got) in golden.Lora.GetProperty("training").GetProperty("steps").EnumerateArray().Zip(steps))
        {
            GoldenRun.AssertClose(step.GetProperty("loss").GetDouble(), got.Loss, 0.05);
        }
    }

    [Theory]
    [InlineData("llama", "q_proj,v_proj")]
    [InlineData("qwen2", "q_proj,v_proj")]
    [InlineData("qwen3", "q_proj,v_proj")]
    [InlineData("gpt2", "c_attn")]
    [InlineData("bert", "query,value")]
    [InlineData("roberta", "query,value")]
    [InlineData("electra", "query,value")]
    [InlineData("distilbert", "q_lin,v_lin")]
    [InlineData("deberta-v3", "query_proj,value_proj")]
    [InlineData("mpnet", "q,v")]
    public void The_default_targets_are_PEFTs(string name, string targets)
    {
        var config = ModelConfigFile.Read(Path.Combine(Repository.GoldenModel(name), "config.json"));
        Assert.Equal(targets.Split(','), config.Family.LoraTargets);
        Assert.NotEmpty(AdaptedParameters.Of(config.Family.Parameters(config), new LoraConfig { Rank = 8, Alpha = 16, Targets = config.Family.LoraTargets }));
    }

    // PEFT's files as they are, but for where their base lies, and without dropout.
    string Adapter(GoldenModel golden, string folder)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(golden.Folder, folder)))
        {
            _folder.Write($"{folder}/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        }

        var path = _folder[folder, "adapter_config.json"];
        var config = Config(path);
        config["base_model_name_or_path"] = golden.Folder;
        config["lora_dropout"] = 0;
        File.WriteAllText(path, config.ToJsonString());
        return _folder[folder];
    }

    static JsonObject Config(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();

    static Tensor Value(IWeightsFile file, string name)
    {
        var value = zeros([.. file.Shapes[name]], ScalarType.Float32);
        file.CopyTo(name, value);
        return value;
    }
}
