using System.Text.Json;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Tests.PyTorch;
using TrainingDynamics.Engine.Weights;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Hugging Face's checkpoints give Hugging Face's logits, from every form of file that they come in.</summary>
public sealed class GoldenLogitsTests : IDisposable
{
    // What the golden data's README promises: float32, another order of summation in each library.
    const double Tolerance = 1e-5;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bert", "model.safetensors")]
    [InlineData("distilbert", "pytorch_model.bin")]
    [InlineData("electra", "model.safetensors")]
    [InlineData("roberta", "model.safetensors")]
    [InlineData("modernbert", "model.safetensors")]
    [InlineData("llama", "model.safetensors")]
    [InlineData("qwen2", "model.safetensors")]
    [InlineData("qwen3", "model.safetensors.index.json")]
    [InlineData("gpt2", "model.safetensors")]
    [InlineData("deberta-v3", "model.safetensors")]
    [InlineData("mpnet", "model.safetensors")]
    [SharedData("bert-2l-64h", "model.safetensors")]
    [SharedData("bert-2l-64h", "pytorch_model.bin")]
    [SharedData("distilbert-2l-64h", "pytorch_model.bin")]
    [SharedData("roberta-2l-32h", "model.safetensors")]
    [SharedData("xlm-roberta", "model.safetensors")]
    [SharedData("shared/modernbert", "model.safetensors")]
    [SharedData("shared/llama", "model.safetensors")]
    [SharedData("shared/qwen2", "model.safetensors")]
    [SharedData("shared/qwen3", "model.safetensors.index.json")]
    [SharedData("shared/gpt2", "model.safetensors")]
    [SharedData("albert", "model.safetensors")]
    [SharedData("shared/deberta-v3", "model.safetensors")]
    [SharedData("shared/mpnet", "model.safetensors")]
    public void Logits_equal_Hugging_Faces_in_padded_batches_of_ten_and_unpadded(string name, string weights)
    {
        using var golden = new GoldenModel(name);
        using var model = Load(golden.Folder, Path.Combine(golden.Folder, weights));
        foreach (var fused in new[] { false, true })
        {
            model.FusedAttention = fused;
            foreach (var batchSize in new[] { 10, 1 })
            {
                Assert.InRange(LargestDifference(model, golden.Encodings, batchSize), 0, Tolerance);
            }
        }
    }

    [Theory]
    [InlineData("bert", "model.safetensors")]
    [InlineData("distilbert", "pytorch_model.bin")]
    [InlineData("electra", "model.safetensors")]
    [InlineData("roberta", "model.safetensors")]
    [InlineData("modernbert", "model.safetensors")]
    [InlineData("llama", "model.safetensors")]
    [InlineData("qwen2", "model.safetensors")]
    [InlineData("qwen3", "model.safetensors.index.json")]
    [InlineData("gpt2", "model.safetensors")]
    [InlineData("deberta-v3", "model.safetensors")]
    [InlineData("mpnet", "model.safetensors")]
    [SharedData("albert", "model.safetensors")]
    public void A_checkpoint_survives_saving_and_loading_bit_for_bit_under_its_names(string name, string weights)
    {
        using var golden = new GoldenModel(name);
        var original = Path.Combine(golden.Folder, weights);
        using var model = Load(golden.Folder, original);
        Checkpoint.Save(model, _folder["model.safetensors"]);
        ModelConfigFile.Write(model.Config, _folder["config.json"]);

        using var reloaded = Load(_folder.Path, _folder["model.safetensors"]);

        Assert.True(model.Parameters.Values.bytes.SequenceEqual(reloaded.Parameters.Values.bytes));
        Assert.Equal(model.Config with { Options = null }, reloaded.Config with { LabelNames = model.Config.LabelNames, Options = null });
        ModelConfigFile.Write(reloaded.Config, _folder["again.json"]);
        Assert.Equal(File.ReadAllText(_folder["config.json"]), File.ReadAllText(_folder["again.json"]));
        using var before = WeightsFiles.Open(original);
        using var after = WeightsFiles.Open(_folder["model.safetensors"]);
        Assert.Equal(Described(before), Described(after));
        Checkpoint.Save(reloaded, _folder["again.safetensors"]);
        Assert.Equal(File.ReadAllBytes(_folder["model.safetensors"]), File.ReadAllBytes(_folder["again.safetensors"]));
    }

    [Theory]
    [InlineData("roberta", "model.safetensors", "model.safetensors.index.json", "safetensors")]
    [InlineData("distilbert", "pytorch_model.bin", "pytorch_model.bin.index.json", "bin")]
    public void A_checkpoint_in_several_files_is_the_same_model(string name, string weights, string index, string ending)
    {
        using var golden = new GoldenModel(name);
        var original = Path.Combine(golden.Folder, weights);
        // Both files hold everything; which tensor is read from which is the index's to say.
        foreach (var file in new[] { 1, 2 })
        {
            File.Copy(original, _folder[$"part-{file}.{ending}"]);
        }

        using (var single = WeightsFiles.Open(original))
        {
            var map = single.Shapes.Keys.Select((key, i) => (key, $"part-{1 + i % 2}.{ending}")).ToDictionary();
            _folder.Write(index, JsonSerializer.Serialize(new { metadata = new { total_size = 1 }, weight_map = map }));
        }

        using var model = Load(golden.Folder, WeightsFiles.InFolder(_folder.Path)!);

        Assert.InRange(LargestDifference(model, golden.Encodings, 10), 0, Tolerance);
    }

    [Fact]
    public void An_encoder_with_old_names_in_a_pre_training_checkpoint_gives_Hugging_Faces_logits()
    {
        using var golden = new GoldenModel("bert");
        using var model = TextClassifier.Create(ModelConfigFile.Read(Path.Combine(golden.Folder, "config.json")), CPU, new NativeDropout());
        LoadWithoutClassifier(model, _folder.Write("pytorch_model.bin", PickledBert.OfBefore2020()));
        using var safe = WeightsFiles.Open(PickledBert.SafeTensors);
        foreach (var name in new[] { "classifier.weight", "classifier.bias" })
        {
            using var view = model.Parameters.View(name);
            safe.CopyTo(name, view);
        }

        Assert.InRange(LargestDifference(model, golden.Encodings, 10), 0, Tolerance);
    }

    [Fact]
    public void Roberta_under_xlm_robertas_name_gives_Hugging_Faces_logits_of_roberta()
    {
        using var golden = new GoldenModel("roberta");
        var config = File.ReadAllText(Path.Combine(golden.Folder, "config.json"));
        _folder.Write("config.json", config.Replace("\"model_type\": \"roberta\"", "\"model_type\": \"xlm-roberta\"", StringComparison.Ordinal));

        using var model = Load(_folder.Path, Path.Combine(golden.Folder, "model.safetensors"));

        Assert.Equal(ModelFamilies.XlmRoberta, model.Config.Family);
        Assert.InRange(LargestDifference(model, golden.Encodings, 10), 0, Tolerance);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_pickled_checkpoint_is_the_same_model(bool isLegacy)
    {
        using var golden = new GoldenModel("bert");
        using var safe = Load(golden.Folder, PickledBert.SafeTensors);
        using var pickled = Load(golden.Folder, _folder.Write("pytorch_model.bin", isLegacy ? PickledBert.Legacy() : PickledBert.Zip()));
        Assert.True(safe.Parameters.Values.bytes.SequenceEqual(pickled.Parameters.Values.bytes));
    }

    static void LoadWithoutClassifier(TextClassifier model, string weights)
    {
        model.Initialize(1);
        var report = Checkpoint.Load(model, weights);
        Assert.Equal(["classifier.weight", "classifier.bias"], report.Initialized);
        Assert.Equal(model.Parameters.Layout.Slices.Count - 2, report.Loaded);
        Assert.Empty(report.Unused);
    }

    static IEnumerable<string> Described(IWeightsFile file) => file.Shapes
        .Where(tensor => !tensor.Key.EndsWith("position_ids", StringComparison.Ordinal))
        .Select(tensor => $"{tensor.Key} [{string.Join(", ", tensor.Value)}]")
        .Order(StringComparer.Ordinal);

    static TextClassifier Load(string folder, string weights)
    {
        var model = TextClassifier.Create(ModelConfigFile.Read(Path.Combine(folder, "config.json")), CPU, new NativeDropout());
        Assert.Empty(Checkpoint.Load(model, weights).Tensors);
        return model;
    }

    static double LargestDifference(TextClassifier model, IReadOnlyList<GoldenEncoding> encodings, int batchSize)
    {
        using var noGradient = no_grad();
        var largest = 0.0;
        foreach (var batch in encodings.Chunk(batchSize))
        {
            using var scope = NewDisposeScope();
            var length = batch.Max(e => e.InputIds.Length);
            Tensor Padded(Func<GoldenEncoding, long[]> row, long padding = 0) => tensor(
                batch.SelectMany(e => row(e).Concat(Enumerable.Repeat(padding, length - e.InputIds.Length))).ToArray(), batch.Length, length);
            var ids = Padded(e => e.InputIds, model.Config.PaddingId);
            var types = Padded(e => e.TypeIds);
            var mask = batchSize == 1 ? null : Padded(e => [.. e.InputIds.Select(_ => 1L)]);
            var logits = model.Forward(ids, types, mask, training: false).data<float>().ToArray();
            var expected = batch.SelectMany(e => e.Logits);
            largest = Math.Max(largest, logits.Zip(expected, (a, b) => Math.Abs(a - (double)b)).Max());
        }

        return largest;
    }
}
