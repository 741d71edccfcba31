using System.Text.Json;
using System.Text.Json.Nodes;
using TrainingDynamics.Data;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Predicting;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Logs;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Whole runs that train adapters, or a part of a model.</summary>
public sealed class AdapterRunTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly TaskData _data = SmallTask.Data(train: 44, dev: 12);
    readonly string _base;

    public AdapterRunTests() => _base = Train(SmallTask.Options(_folder) with { Epochs = 1, OutputDir = _folder["base"] }).Folder.ModelFolder;

    TrainOptions Options => SmallTask.Options(_folder) with { Model = _base, FromScratch = false, Lora = true, WarmupRatio = 0, LearningRate = 5e-3, RunName = "run" };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_model_folder_has_PEFTs_two_files_and_the_base_stays_as_it_was()
    {
        var before = RunFiles.Weights(_base);
        var run = Train(Options);
        var model = run.Folder.ModelFolder;

        Assert.Equal(["adapter_config.json", "adapter_model.safetensors", "config.json", "vocab.txt"], Files(model).Except(["tokenizer_config.json", "special_tokens_map.json"]));
        Assert.Equal(before, RunFiles.Weights(_base));
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(model, "adapter_config.json")))!;
        var golden = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.GoldenModel("llama"), "lora", "adapter_config.json")))!.AsObject();
        Assert.All(config.AsObject(), field => Assert.Contains(field.Key, golden));
        Assert.Equal((_base, 8, 16, "LORA", "SEQ_CLS"), (
            (string)config["base_model_name_or_path"]!, (int)config["r"]!, (int)config["lora_alpha"]!, (string)config["peft_type"]!, (string)config["task_type"]!));
        Assert.Equal(["query", "value"], config["target_modules"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(["classifier"], config["modules_to_save"]!.AsArray().Select(name => (string)name!));

        using var file = SafeTensorsFile.Open(Path.Combine(model, "adapter_model.safetensors"));
        var expected = Enumerable.Range(0, 2).SelectMany(layer => new[] { "query", "value" }.SelectMany(name => new[]
        {
            ($"base_model.model.bert.encoder.layer.{layer}.attention.self.{name}.lora_A.weight", "8, 128"),
            ($"base_model.model.bert.encoder.layer.{layer}.attention.self.{name}.lora_B.weight", "128, 8"),
        })).Concat([("base_model.model.classifier.weight", "2, 128"), ("base_model.model.classifier.bias", "2")]);
        Assert.Equal(expected.Order(), file.Shapes.Select(tensor => (tensor.Key, string.Join(", ", tensor.Value))).Order());
        Assert.Equal(2 * 2 * 8 * (128 + 128) + 2 * 128 + 2, run.TrainedParameters);
        Assert.True(run.Parameters > run.TrainedParameters * 10);
    }

    [Fact]
    public void Adapters_learn_the_task_and_predict_what_was_recorded()
    {
        var run = Train(Options with { Epochs = 12, LearningRate = 1e-2 });

        Assert.True(run.Epochs[^1].TrainLoss < 0.5 * run.Epochs[0].TrainLoss, $"{run.Epochs[0].TrainLoss} to {run.Epochs[^1].TrainLoss}");
        var predicted = Predict(run.Folder.ModelFolder);
        var recorded = File.ReadLines(run.Folder.DynamicsPath(11)).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(record => record.GetProperty("logits_epoch_11").EnumerateArray().Select(logit => logit.GetSingle()).ToArray()).ToArray();
        Assert.Equal(recorded.Length, predicted.Length);
        Assert.All(recorded.Zip(predicted), pair => Assert.All(pair.First.Zip(pair.Second), logits => Assert.Equal(logits.First, logits.Second, 1e-4)));
        Assert.Contains(Predict(_base).Zip(predicted), pair => Math.Abs(pair.First[0] - pair.Second[0]) > 0.1);
    }

    [Fact]
    public void A_merged_model_is_whole_and_predicts_the_same()
    {
        var run = Train(Options);
        var merged = ModelMerge.Write(run.Folder.Path, _folder["whole"], overwrite: false, observer: null, CancellationToken.None);

        Assert.Equal(4 + 2, merged);
        Assert.Equal(Files(_base), Files(_folder["whole"]));
        Assert.Equal(Predict(run.Folder.ModelFolder), Predict(_folder["whole"]));
        using var whole = SafeTensorsFile.Open(_folder["whole", "model.safetensors"]);
        using var before = SafeTensorsFile.Open(Path.Combine(_base, "model.safetensors"));
        var changed = whole.Shapes.Keys.Where(name => !Bytes(whole, name).SequenceEqual(Bytes(before, name)));
        Assert.Equal(["query.weight", "value.weight", "query.weight", "value.weight", "classifier.weight", "classifier.bias"], changed.Select(name => string.Join('.', name.Split('.')[^2..])));

        var again = Assert.Throws<ModelSourceException>(() => ModelMerge.Write(run.Folder.Path, _folder["whole"], false, null, CancellationToken.None));
        Assert.Contains("--overwrite", again.Message, StringComparison.Ordinal);
        var nothing = Assert.Throws<ModelSourceException>(() => ModelMerge.Write(_folder["whole"], _folder["more"], false, null, CancellationToken.None));
        Assert.Contains("nothing to merge", nothing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trained_adapter_is_trained_on_or_its_sum_with_the_base_is()
    {
        var first = Train(Options).Folder.ModelFolder;
        var loss = Evaluate(first);

        var on = Train(Options with { Model = first, RunName = "on", Epochs = 1, LearningRate = 1e-9 });
        var whole = Train(Options with { Model = first, RunName = "whole", Epochs = 1, LearningRate = 1e-9, Lora = false });

        Assert.Equal(loss, Evaluate(on.Folder.ModelFolder), 1e-4);
        Assert.Equal(loss, Evaluate(whole.Folder.ModelFolder), 1e-4);
        Assert.Equal(_base, LoraConfigFile.Read(Path.Combine(on.Folder.ModelFolder, "adapter_config.json")).BaseModel);
        Assert.True(File.Exists(Path.Combine(whole.Folder.ModelFolder, "model.safetensors")));
        Assert.False(File.Exists(Path.Combine(whole.Folder.ModelFolder, "adapter_config.json")));
        Assert.Equal(whole.Parameters, whole.TrainedParameters);
    }

    public static TheoryData<string, Func<TrainOptions, TrainOptions>> OtherAdapters => new()
    {
        { "--lora-r: found 4, but the adapter that is trained on has 8", o => o with { LoraR = 4 } },
        { "--lora-alpha: found 8, but", o => o with { LoraAlpha = 8 } },
        { "--lora-dropout: found 0.1, but", o => o with { LoraDropout = 0.1 } },
        { "--lora-target: found all-linear, but", o => o with { LoraTarget = "all-linear" } },
        { "--modules-to-save: found pooler, but", o => o with { ModulesToSave = "pooler" } },
    };

    [Theory]
    [MemberData(nameof(OtherAdapters), DisableDiscoveryEnumeration = true)]
    public void Options_that_are_not_those_of_the_adapter_that_is_trained_on_are_refused(string message, Func<TrainOptions, TrainOptions> change)
    {
        var first = Train(Options with { Epochs = 1 }).Folder.ModelFolder;
        var same = Options with { Model = first, RunName = "on", Epochs = 1, LoraR = 8, LoraAlpha = 16, LoraDropout = 0, LoraTarget = "value,query", ModulesToSave = "classifier" };
        Train(same);

        var e = Assert.Throws<LoraConfigException>(() => Train(change(same) with { RunName = "other" }));

        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--lora-target: found 'querry'", "querry", null)]
    [InlineData("--lora-target: found 'word_embeddings'", "word_embeddings", null)]
    [InlineData("--modules-to-save: found 'head'", null, "head")]
    [InlineData("--modules-to-save: found some of", null, "query")]
    public void Names_that_no_module_has_are_refused_with_those_that_there_are(string message, string? target, string? saved)
    {
        var e = Assert.Throws<LoraConfigException>(() => Train(Options with { LoraTarget = target, ModulesToSave = saved }));

        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
        Assert.Contains("query", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out", "run"]));
    }

    [Fact]
    public void Stopped_at_any_checkpoint_and_resumed_it_is_the_same_to_the_byte()
    {
        var options = Options with { Epochs = 3, WarmupSteps = 7, LoraDropout = 0.2, LoadBestModelAtEnd = true, MetricForBestModel = "loss", SaveTotalLimit = 3, CheckpointingSteps = 4 };
        var expected = RunFiles.Of(Train(options with { OutputDir = _folder["whole"] }).Folder);
        for (var saved = 1; saved <= 4; saved++)
        {
            using var stop = new CancellationTokenSource();
            var left = saved;
            var dir = _folder[$"stopped{saved}"];
            var observed = new Observations(e =>
            {
                if (e is CheckpointSaved && --left == 0)
                {
                    stop.Cancel();
                }
            });
            Assert.True(TrainingRun.Run(options with { OutputDir = dir }, _data, observed, stop.Token).Interrupted);

            var resumed = Train(options with { OutputDir = dir, Resume = true });

            Assert.Equal(expected, RunFiles.Of(resumed.Folder));
        }

        Assert.Equal(Train(options with { OutputDir = _folder["whole"], Resume = true }).TrainedParameters, Train(Options).TrainedParameters);
    }

    public static TheoryData<string, Func<TrainOptions, TrainOptions>> OptionsThatMatter => new()
    {
        { "--lora: found false, expected true", o => o with { Lora = false } },
        { "--lora-r: found 4, expected none", o => o with { LoraR = 4 } },
        { "--lora-alpha: found 8, expected none", o => o with { LoraAlpha = 8 } },
        { "--lora-dropout: found 0.1, expected none", o => o with { LoraDropout = 0.1 } },
        { "--lora-target: found key, expected none", o => o with { LoraTarget = "key" } },
        { "--modules-to-save: found pooler.dense, expected none", o => o with { ModulesToSave = "pooler.dense" } },
        { "--base-precision: found bf16, expected none", o => o with { BasePrecision = Precision.Bf16 } },
        { "--freeze: found encoder, expected none", o => o with { Lora = false, Freeze = "encoder" } },
    };

    [Fact]
    public void An_adapted_run_is_not_resumed_as_another()
    {
        var folder = Train(Options with { Epochs = 1 }).Folder;
        Assert.Equal("true", JsonNode.Parse(File.ReadAllText(folder.ManifestPath))!["options"]!["lora"]!.ToJsonString());
        foreach (var (message, change) in OptionsThatMatter.Select(row => ((string)row[0], (Func<TrainOptions, TrainOptions>)row[1])))
        {
            var e = Assert.Throws<TrainOptionsException>(() => Train(change(Options) with { Resume = true }));

            Assert.StartsWith(message.StartsWith("--freeze", StringComparison.Ordinal) ? "--lora: found false" : message, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Recording_changes_no_weight_of_an_adapter() => Assert.Equal(
        RunFiles.Hash(Path.Combine(Train(Options with { RunName = "on" }).Folder.ModelFolder, "adapter_model.safetensors")),
        RunFiles.Hash(Path.Combine(Train(Options with { RunName = "off", Record = RecordingMode.Off }).Folder.ModelFolder, "adapter_model.safetensors")));

    [Fact]
    public void Rank_targets_and_modules_to_save_decide_what_the_file_has()
    {
        var run = Train(Options with { Epochs = 1, LoraR = 3, LoraTarget = "key,intermediate.dense", ModulesToSave = "pooler" });
        using var file = SafeTensorsFile.Open(Path.Combine(run.Folder.ModelFolder, "adapter_model.safetensors"));

        Assert.Equal(
            ["bert.pooler.dense", "classifier", "dense.lora_A", "dense.lora_B", "key.lora_A", "key.lora_B"],
            file.Shapes.Keys.Select(name => LoraConfig.ModuleOf(name["base_model.model.".Length..]))
                .Select(name => name.Contains("lora", StringComparison.Ordinal) ? string.Join('.', name.Split('.')[^2..]) : name).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal([3, 128], file.Shapes.First(tensor => tensor.Key.EndsWith("key.lora_A.weight", StringComparison.Ordinal)).Value);
        Assert.Equal(2 * (3 * (128 + 128) + 3 * (128 + 512)) + 128 * 128 + 128 + 2 * 128 + 2, run.TrainedParameters);
    }

    [Fact]
    public void The_first_gradient_grows_with_alpha_and_alpha_alone_by_its_square()
    {
        // β2 = 0.999: after one step the second moment is a thousandth of the squared gradient. B is zero, so that A has none.
        (double A, double B, double Head) Moments(double alpha)
        {
            var run = Train(Options with { MaxTrainSteps = 1, LoraAlpha = alpha, MaxGradNorm = null, Overwrite = true });
            using var file = SafeTensorsFile.Open(Path.Combine(run.Folder.CheckpointPath(0), "optimizer.safetensors"));
            double Sum(string part) => file.Shapes.Keys.Where(name => name.StartsWith("second_moment.", StringComparison.Ordinal) && name.Contains(part, StringComparison.Ordinal))
                .Sum(name => Value(file, name).sum(ScalarType.Float64).item<double>());
            return (Sum("lora_A"), Sum("lora_B"), Sum("classifier"));
        }

        var (one, three) = (Moments(8), Moments(24));
        Assert.Equal((0, 0), (one.A, three.A));
        Assert.Equal(one.Head, three.Head, one.Head * 1e-4);
        Assert.InRange(three.B / one.B, 9 * (1 - 1e-3), 9 * (1 + 1e-3));
    }

    [Fact]
    public void A_base_in_bfloat16_rounds_the_passes_and_leaves_adapters_in_float32()
    {
        var (single, half) = (Losses(Options), Losses(Options with { RunName = "half", BasePrecision = Precision.Bf16 }));

        Assert.All(single.Zip(half), pair => Assert.Equal(pair.First, pair.Second, 0.05));
        Assert.NotEqual(single, half);
        using var file = SafeTensorsFile.Open(Path.Combine(_folder["out"], "half", "model", "adapter_model.safetensors"));
        Assert.All(file.Entries.Values, tensor => Assert.Equal("F32", tensor.ElementType));
    }

    [Fact]
    public void Layers_that_are_computed_again_leave_the_bytes_of_a_run_that_kept_them()
    {
        var options = Options with { Dropout = 0.1, LoraDropout = 0.1 };
        Assert.Equal(
            RunFiles.Of(Train(options).Folder).Select(file => file.Replace("run", "", StringComparison.Ordinal)),
            RunFiles.Of(Train(options with { RunName = "again", GradientCheckpointing = true }).Folder));

        // Without adapters the CPU's own encoder, which keeps everything, draws other masks.
        var full = options with { Lora = false, LoraDropout = null };
        Assert.NotEqual(Losses(full with { RunName = "kept" }), Losses(full with { RunName = "recomputed", GradientCheckpointing = true }));
    }

    [Theory]
    [InlineData("encoder", Precision.Fp32)]
    [InlineData("embeddings,layers:0", Precision.Fp32)]
    [InlineData("layers:1-1", Precision.Bf16)]
    public void Frozen_parts_keep_their_bytes_and_the_others_change_also_after_a_resumption(string freeze, Precision precision)
    {
        var options = Options with { Lora = false, Freeze = freeze, Precision = precision };
        using (var stop = new CancellationTokenSource())
        {
            TrainingRun.Run(options, _data, new Observations(e => Stop(e is CheckpointSaved, stop)), stop.Token);
        }

        var model = Train(options with { Resume = true }).Folder.ModelFolder;

        using var before = SafeTensorsFile.Open(Path.Combine(_base, "model.safetensors"));
        using var after = SafeTensorsFile.Open(Path.Combine(model, "model.safetensors"));
        var layout = TextClassifier.Layout(ModelConfigFile.Read(Path.Combine(_base, "config.json")) with { Frozen = FrozenParts.Parse(freeze) });
        Assert.Equal(before.Shapes.Keys, after.Shapes.Keys);
        Assert.InRange(layout.Slices.Keys.Count(layout.IsTrained), 4, layout.Slices.Count - 1);
        foreach (var name in layout.Slices.Keys)
        {
            using var value = Value(before, name);
            using var expected = precision == Precision.Bf16 && !layout.IsTrained(name) ? value.to(ScalarType.BFloat16).to(ScalarType.Float32) : value.clone();
            using var found = Value(after, name);
            Assert.NotEqual(layout.IsTrained(name), expected.equal(found).all().item<bool>());
        }
    }

    [Fact]
    public void An_adapter_from_elsewhere_brings_its_labels_by_its_classifier_and_takes_the_tokenizer_of_its_base()
    {
        var run = Train(Options);
        foreach (var file in LoraFiles(run.Folder.ModelFolder))
        {
            _folder.Write($"elsewhere/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        }

        Assert.Equal(Predict(run.Folder.ModelFolder), Predict(_folder["elsewhere"]));

        using (NewDisposeScope())
        {
            using var file = SafeTensorsFile.Open(_folder["elsewhere", "adapter_model.safetensors"]);
            SafeTensorsWriter.Write(
                _folder["three", "adapter_model.safetensors"],
                [.. file.Shapes.Keys.Select(name => (name, name.Contains("classifier", StringComparison.Ordinal) ? cat([Value(file, name), Value(file, name).narrow(0, 0, 1)]) : Value(file, name)))]);
        }

        File.Copy(_folder["elsewhere", "adapter_config.json"], _folder["three", "adapter_config.json"]);
        using var predictor = Predictor.Open(_folder["three"], "cpu", 1, null, CancellationToken.None);
        Assert.Equal(["LABEL_0", "LABEL_1", "LABEL_2"], predictor.LabelNames);
        Assert.All(Predict(_folder["three"]).Zip(Predict(_folder["elsewhere"])), pair => Assert.Equal([.. pair.Second, pair.Second[0]], pair.First));
    }

    [Fact]
    public void What_the_base_lacks_is_trained_and_saved_with_the_adapter()
    {
        // A bare encoder, as it is pre-trained.
        var bare = _folder["bare"];
        foreach (var file in Directory.GetFiles(_base))
        {
            _folder.Write($"bare/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        }

        using (NewDisposeScope())
        {
            using var file = SafeTensorsFile.Open(Path.Combine(_base, "model.safetensors"));
            SafeTensorsWriter.Write(Path.Combine(bare, "model.safetensors"), [
                .. file.Shapes.Keys.Where(name => name.StartsWith("bert.e", StringComparison.Ordinal)).Select(name => (name, Value(file, name))),
            ]);
        }

        var run = Train(Options with { Model = bare, RunName = "bare" });

        Assert.Equal(["classifier", "bert.pooler.dense"], LoraConfigFile.Read(Path.Combine(run.Folder.ModelFolder, "adapter_config.json")).ModulesToSave);
        Assert.NotEmpty(Predict(run.Folder.ModelFolder));
    }

    [Fact]
    public void A_classifier_of_another_number_of_labels_is_the_adapters_also_after_a_resumption()
    {
        Dataset Three(Dataset two) => new(
            two.Name, ["negative", "neutral", "positive"], [.. two.Examples.Select((example, i) => example with { Gold = i % 3 })], two.SourcePath, two.Sha256);
        var data = new TaskData("three", Three(_data.Train), Three(_data.Dev));
        Assert.Contains(
            "--ignore-mismatched-sizes",
            Assert.Throws<WeightsFormatException>(() => TrainingRun.Run(Options, data, new Observations(), CancellationToken.None)).Message, StringComparison.Ordinal);
        var options = Options with { IgnoreMismatchedSizes = true };
        using (var stop = new CancellationTokenSource())
        {
            Assert.True(TrainingRun.Run(options, data, new Observations(e => Stop(e is CheckpointSaved, stop)), stop.Token).Interrupted);
        }

        var run = TrainingRun.Run(options with { Resume = true }, data, new Observations(), CancellationToken.None);

        using var predictor = Predictor.Open(run.Folder.ModelFolder, "cpu", 1, null, CancellationToken.None);
        Assert.Equal(["negative", "neutral", "positive"], predictor.LabelNames);
        var whole = TrainingRun.Run(options with { RunName = "whole" }, data, new Observations(), CancellationToken.None);
        Assert.Equal(RunFiles.Of(whole.Folder), RunFiles.Of(run.Folder));
    }

    [Fact]
    public void A_base_that_is_gone_and_one_of_another_shape_are_named()
    {
        var model = Train(Options).Folder.ModelFolder;
        var path = Path.Combine(model, "adapter_config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;

        config["base_model_name_or_path"] = "/nowhere/at/all";
        File.WriteAllText(path, config.ToJsonString());
        Assert.Contains("base_model_name_or_path '/nowhere/at/all'", Assert.Throws<ModelSourceException>(() => Predict(model)).Message, StringComparison.Ordinal);

        config["base_model_name_or_path"] = Train(SmallTask.Options(_folder) with { Model = "bert-mini", Epochs = 1, OutputDir = _folder["mini"] }).Folder.ModelFolder;
        File.WriteAllText(path, config.ToJsonString());
        Assert.StartsWith(_folder["mini"], Assert.Throws<WeightsFormatException>(() => Predict(model)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("use_dora", "true")]
    [InlineData("bias", "\"all\"")]
    [InlineData("rank_pattern", """{"query": 4}""")]
    [InlineData("alpha_pattern", """{"query": 4}""")]
    [InlineData("layers_to_transform", "[0]")]
    [InlineData("exclude_modules", "[\"query\"]")]
    [InlineData("trainable_token_indices", "[1]")]
    [InlineData("lora_bias", "true")]
    [InlineData("init_lora_weights", "\"pissa\"")]
    [InlineData("peft_type", "\"PROMPT_TUNING\"")]
    [InlineData("lora_alpha", "-1")]
    [InlineData("r", "0")]
    [InlineData("what_comes_next", "3")]
    public void What_is_not_built_is_refused_by_name(string field, string value)
    {
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.GoldenModel("gpt2"), "lora", "adapter_config.json")))!;
        var path = _folder.Write("golden.json", config.ToJsonString());
        Assert.Equal((8, 16.0, 0.05, 2.0), (LoraConfigFile.Read(path).Rank, LoraConfigFile.Read(path).Alpha, LoraConfigFile.Read(path).Dropout, LoraConfigFile.Read(path).Scale));
        config[field] = JsonNode.Parse(value);
        _folder.Write("golden.json", config.ToJsonString());

        var e = Assert.Throws<LoraConfigException>(() => LoraConfigFile.Read(path));

        Assert.StartsWith($"{path}: found {field} {value}, expected ".Replace(": 4", ":4", StringComparison.Ordinal), e.Message, StringComparison.Ordinal);
    }

    static void Stop(bool now, CancellationTokenSource stop)
    {
        if (now)
        {
            stop.Cancel();
        }
    }

    TrainingSummary Train(TrainOptions options) => TrainingRun.Run(options, _data, new Observations(), CancellationToken.None);

    double[] Losses(TrainOptions options)
    {
        var observed = new Observations();
        TrainingRun.Run(options with { LoggingSteps = 1 }, _data, observed, CancellationToken.None);
        return [.. observed.All.OfType<StepTaken>().Select(step => step.Loss)];
    }

    float[][] Predict(string model)
    {
        using var predictor = Predictor.Open(model, "cpu", threads: 1, observer: null, CancellationToken.None);
        var texts = _data.Train.Examples.Select(example => new PredictionInput(example.Text, null, null));
        return [.. predictor.Predict(texts, maxLength: 24, batchSize: 16, CancellationToken.None).Select(prediction => prediction.Logits.ToArray())];
    }

    double Evaluate(string model) => Predict(model).Zip(_data.Train.Examples).Average(pair =>
        Math.Log(pair.First.Sum(logit => Math.Exp(logit))) - pair.First[(int)pair.Second.Gold]);

    static string[] Files(string folder) => [.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    static string[] LoraFiles(string folder) => [.. Directory.GetFiles(folder, "adapter_*")];

    static byte[] Bytes(SafeTensorsFile file, string name)
    {
        using var value = Value(file, name);
        return [.. value.bytes];
    }

    static Tensor Value(SafeTensorsFile file, string name)
    {
        var value = zeros([.. file.Shapes[name]], ScalarType.Float32);
        file.CopyTo(name, value);
        return value;
    }
}
