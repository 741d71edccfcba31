using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Weights;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

public sealed class BertClassifierTests
{
    // What the golden data's README promises: float32, another order of summation in each library.
    const double Tolerance = 1e-5;

    [SharedFact]
    public void Logits_equal_Hugging_Faces_in_padded_batches_of_ten_and_unpadded()
    {
        using var golden = new GoldenModel("bert-2l-64h");
        using var model = Load(golden.Folder);
        foreach (var fused in new[] { false, true })
        {
            model.FusedAttention = fused;
            foreach (var batchSize in new[] { 10, 1 })
                Assert.InRange(LargestDifference(model, golden.Encodings, batchSize), 0, Tolerance);
        }
    }

    [SharedFact]
    public void A_checkpoint_survives_saving_and_loading_bit_for_bit()
    {
        using var golden = new GoldenModel("bert-2l-64h");
        using var folder = new TemporaryFolder();
        using var model = Load(golden.Folder);
        Checkpoint.Save(model, folder.At("model.safetensors"));
        ModelConfigFile.Write(model.Config, folder.At("config.json"));

        using var reloaded = Load(folder.Path);

        Assert.True(model.Parameters.Values.bytes.SequenceEqual(reloaded.Parameters.Values.bytes));
        using var file = SafeTensorsFile.Open(folder.At("model.safetensors"));
        using var original = SafeTensorsFile.Open(Path.Combine(golden.Folder, "model.safetensors"));
        Assert.Equal(
            original.Entries.Keys.Where(k => !k.EndsWith("position_ids", StringComparison.Ordinal)).Order(),
            file.Entries.Keys.Order());
    }

    [SharedFact]
    public void An_encoder_with_old_names_in_a_pre_training_checkpoint_gives_Hugging_Faces_pooler_output()
    {
        using var golden = new GoldenModel("bert-old-names");
        var config = ModelConfigFile.Read(Path.Combine(golden.Folder, "config.json"));
        // As many labels as the pooler is wide and the identity for a classifier: the logits are the pooler's output.
        config = config with { LabelNames = [.. Enumerable.Range(0, config.HiddenSize).Select(i => $"{i}")] };
        using var model = TextClassifier.Create(config, CPU, new NativeDropout());
        model.Initialize(1);

        var report = Checkpoint.Load(model, Path.Combine(golden.Folder, "pytorch_model.bin"));

        Assert.Equal(["classifier.weight", "classifier.bias"], report.Initialized);
        Assert.Equal(model.Parameters.Layout.Slices.Count - 2, report.Loaded);
        Assert.Empty(report.Unused);
        using var weight = model.Parameters.View("classifier.weight");
        using var identity = eye(config.HiddenSize);
        weight.copy_(identity);
        Assert.InRange(LargestDifference(model, golden.Encodings, 10), 0, Tolerance);
    }

    [SharedFact]
    public void The_pickled_checkpoint_is_the_same_model()
    {
        using var golden = new GoldenModel("bert-2l-64h");
        using var safe = Load(golden.Folder);
        using var pickled = Load(golden.Folder, "pytorch_model.bin");
        Assert.True(safe.Parameters.Values.bytes.SequenceEqual(pickled.Parameters.Values.bytes));
        Assert.InRange(LargestDifference(pickled, golden.Encodings, 10), 0, Tolerance);
    }

    [Fact]
    public void A_bare_encoder_loads_without_its_prefix_and_what_has_no_place_is_reported()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var config = new ModelConfig { VocabularySize = 11, HiddenSize = 8, Layers = 1, Heads = 2, IntermediateSize = 16 };
        using var model = TextClassifier.Create(config, CPU, new NativeDropout());
        model.Initialize(1);
        var encoder = model.Parameters.Layout.Slices.Keys.Where(name => name.StartsWith("bert.", StringComparison.Ordinal)).ToArray();
        (string, Tensor)[] saved = [.. encoder.Select(name => (name["bert.".Length..], model.Parameters.View(name)))];
        SafeTensorsWriter.Write(folder.At("bare.safetensors"), [.. saved, ("embeddings.position_ids", zeros(4)), ("adapter.weight", zeros(2))]);
        using var reloaded = TextClassifier.Create(config, CPU, new NativeDropout());

        var report = Checkpoint.Load(reloaded, folder.At("bare.safetensors"));

        Assert.Equal(encoder.Length, report.Loaded);
        Assert.Equal(["adapter.weight"], report.Unused);
        Assert.All(encoder, name => Assert.True(model.Parameters.View(name).bytes.SequenceEqual(reloaded.Parameters.View(name).bytes), name));
    }

    [Fact]
    public void Two_tensors_for_one_parameter_are_refused()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        SafeTensorsWriter.Write(
            folder.At("w.safetensors"), [("bert.embeddings.LayerNorm.weight", zeros(8)), ("bert.embeddings.LayerNorm.gamma", zeros(8))]);
        var config = new ModelConfig { VocabularySize = 11, HiddenSize = 8, Layers = 1, Heads = 2, IntermediateSize = 16 };
        using var model = TextClassifier.Create(config, CPU, new NativeDropout());
        var e = Assert.Throws<WeightsFormatException>(() => Checkpoint.Load(model, folder.At("w.safetensors")));
        Assert.Contains("so does 'bert.embeddings.LayerNorm.weight'", e.Message, StringComparison.Ordinal);
    }

    [SharedFact]
    public void A_head_for_another_number_of_labels_starts_fresh_and_is_reported()
    {
        using var golden = new GoldenModel("bert-2l-64h");
        var config = ModelConfigFile.Read(Path.Combine(golden.Folder, "config.json")) with { LabelNames = ["a", "b", "c"] };
        using var model = TextClassifier.Create(config, CPU, new NativeDropout());
        model.Initialize(1);

        var report = Checkpoint.Load(model, Path.Combine(golden.Folder, "model.safetensors"));

        Assert.Equal(["classifier.weight", "classifier.bias"], report.Initialized);
        using var weight = model.Parameters.View("classifier.weight");
        using var deviation = weight.std();
        Assert.InRange(deviation.item<float>(), 0.015f, 0.025f);
    }

    [SharedFact]
    public void A_checkpoint_without_an_encoder_tensor_is_refused_by_its_name()
    {
        using var golden = new GoldenModel("bert-2l-64h");
        var config = ModelConfigFile.Read(Path.Combine(golden.Folder, "config.json"));
        using var deeper = TextClassifier.Create(config with { Layers = 3 }, CPU, new NativeDropout());
        using var wider = TextClassifier.Create(config with { IntermediateSize = 256 }, CPU, new NativeDropout());
        var path = Path.Combine(golden.Folder, "model.safetensors");
        Assert.StartsWith("bert.encoder.layer.2.", Assert.Throws<WeightsFormatException>(() => Checkpoint.Load(deeper, path)).Tensor, StringComparison.Ordinal);
        Assert.Contains("expected [256, 64]", Assert.Throws<WeightsFormatException>(() => Checkpoint.Load(wider, path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_agree_with_finite_differences()
    {
        using var scope = NewDisposeScope();
        var config = new ModelConfig { VocabularySize = 11, HiddenSize = 4, Layers = 2, Heads = 2, IntermediateSize = 8, MaxPositions = 6 };
        using var model = TextClassifier.Create(config, CPU, new NativeDropout());
        model.Parameters.Initialize(0.5, 3);
        var ids = tensor(new long[,] { { 1, 2, 3, 4 }, { 5, 6, 0, 0 } });
        var mask = tensor(new long[,] { { 1, 1, 1, 1 }, { 1, 1, 0, 0 } });
        Tensor Loss() => model.Forward(ids, null, mask, training: false).square().sum();
        Loss().backward();

        using var noGradient = no_grad();
        foreach (var (name, slice) in model.Parameters.Layout.Slices)
        {
            // One direction per tensor: the whole gradient's projection on itself.
            var values = model.Parameters.View(name).view(-1);
            var gradient = model.Parameters.Gradients.narrow(0, slice.Offset, slice.Elements);
            var norm = gradient.norm().item<float>();
            if (norm < 1e-3f)
                continue; // of keys' biases, which cancel in the softmax
            var direction = gradient.div(norm);
            const float h = 5e-3f;
            values.add_(direction, h);
            var up = Loss().item<float>();
            values.add_(direction, -2 * h);
            var down = Loss().item<float>();
            values.add_(direction, h);
            // Second-order differences in float32: the loss's rounding over 2h, and the third derivative times h².
            Assert.InRange((up - down) / (2 * h), 0.97f * norm - 0.01f, 1.03f * norm + 0.01f);
        }
    }

    [Fact]
    public void Dropout_acts_in_training_alone()
    {
        using var scope = NewDisposeScope();
        var config = new ModelConfig { VocabularySize = 11, HiddenSize = 8, Layers = 2, Heads = 2, IntermediateSize = 16 };
        using var model = TextClassifier.Create(config.WithDropout(0.5), CPU, new HostDropout(1));
        model.Initialize(1);
        var ids = tensor(new long[,] { { 1, 2, 3 } });
        Assert.True(model.Forward(ids, null, null, false).equal(model.Forward(ids, null, null, false)).all().item<bool>());
        Assert.False(model.Forward(ids, null, null, true).equal(model.Forward(ids, null, null, true)).all().item<bool>());
    }

    [Fact]
    public void The_padding_tokens_embedding_gets_no_gradient()
    {
        using var scope = NewDisposeScope();
        var config = new ModelConfig { VocabularySize = 11, HiddenSize = 8, Layers = 1, Heads = 2, IntermediateSize = 16 };
        using var model = TextClassifier.Create(config, CPU, new NativeDropout());
        model.Initialize(1);
        model.Forward(tensor(new long[,] { { 1, 0, 3 } }), null, null, false).square().sum().backward();
        var row = model.Parameters.Gradients.narrow(0, 0, 8);
        Assert.NotEqual(0f, row.abs().sum().item<float>());

        model.ClearPaddingGradient();

        Assert.Equal(0f, row.abs().sum().item<float>());
        Assert.NotEqual(0f, model.Parameters.Gradients.narrow(0, 8, 8).abs().sum().item<float>());
    }

    static TextClassifier Load(string folder, string weights = "model.safetensors")
    {
        var model = TextClassifier.Create(ModelConfigFile.Read(Path.Combine(folder, "config.json")), CPU, new NativeDropout());
        var report = Checkpoint.Load(model, Path.Combine(folder, weights));
        Assert.Empty(report.Initialized);
        Assert.Empty(report.Unused);
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
            Tensor Padded(Func<GoldenEncoding, long[]> row) =>
                tensor(batch.SelectMany(e => row(e).Concat(new long[length - e.InputIds.Length])).ToArray(), batch.Length, length);
            var ids = Padded(e => e.InputIds);
            var types = Padded(e => e.TypeIds);
            var mask = batchSize == 1 ? null : Padded(e => [.. e.InputIds.Select(_ => 1L)]);
            var logits = model.Forward(ids, types, mask, training: false).data<float>().ToArray();
            var expected = batch.SelectMany(e => e.Logits);
            largest = Math.Max(largest, logits.Zip(expected, (a, b) => Math.Abs(a - (double)b)).Max());
        }

        return largest;
    }
}
