using System.Text.Json;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Engine.Tests;

/// <summary>
/// Hugging Face's runs, step by step with the learning rates that they had: what model, loss, clipping and optimizer make of
/// them together, without the engine's schedule and loop.
/// </summary>
public sealed class GoldenTrajectoryTests
{
    // Relative; the golden data's README promises 1e-4 for losses, which carry the rounding of all steps before.
    const double Tolerance = 1e-4;

    [SharedTheory]
    [InlineData("bert-2l-64h")]
    [InlineData("distilbert-2l-64h")]
    [InlineData("roberta-2l-32h")]
    public void Twelve_steps_of_Hugging_Faces_training_are_reproduced(string name)
    {
        using var golden = new GoldenModel(name);
        var run = golden.Training;
        var tokenizer = TokenizerFolder.Load(golden.Folder);
        var config = ModelConfigFile.Read(Path.Combine(golden.Folder, "config.json")).WithDropout(0);
        using var model = TextClassifier.Create(config, CPU, new NativeDropout());
        Assert.Empty(Checkpoint.Load(model, WeightsFiles.InFolder(golden.Folder)!).Tensors);
        using var optimizer = new FusedAdamW(model.Parameters, run.GetProperty("weight_decay").GetDouble());
        var limit = run.GetProperty("max_grad_norm");
        using var clip = new GradientClip(limit.ValueKind == JsonValueKind.Null ? null : limit.GetDouble(), CPU);

        foreach (var step in run.GetProperty("steps").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var golds = tensor(GoldenModel.Longs(step.GetProperty("labels")));
            var (ids, mask) = Batch(tokenizer, step.GetProperty("texts"));
            var loss = F.cross_entropy(model.Forward(ids, null, mask, training: true), golds); // []
            loss.backward();
            model.ClearPaddingGradient();
            var norm = clip.Apply(model.Parameters.Gradients);
            AssertClose(step.GetProperty("loss").GetDouble(), loss.item<float>());
            AssertClose(step.GetProperty("grad_norm").GetDouble(), norm.item<float>());
            optimizer.Step(step.GetProperty("lr").GetDouble());
            model.Parameters.Gradients.zero_();
        }

        AssertFinal(run, model, tokenizer);
    }

    static void AssertFinal(JsonElement run, TextClassifier model, ITokenizer tokenizer)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var norms = run.GetProperty("param_norms").EnumerateObject().ToDictionary(norm => norm.Name, norm => norm.Value.GetDouble());
        Assert.Equal(norms.Keys.Order(), model.Parameters.Layout.Slices.Keys.Order());
        foreach (var (parameter, norm) in norms)
            AssertClose(norm, model.Parameters.View(parameter).norm().item<float>());

        var (ids, mask) = Batch(tokenizer, run.GetProperty("final_texts"));
        var logits = model.Forward(ids, null, mask, training: false).data<float>().ToArray();
        var expected = run.GetProperty("final_logits").EnumerateArray().SelectMany(GoldenModel.Floats).ToArray();
        Assert.Equal(expected.Length, logits.Length);
        Assert.InRange(expected.Zip(logits, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-4f);
    }

    static (Tensor Ids, Tensor Mask) Batch(ITokenizer tokenizer, JsonElement texts)
    {
        var rows = new List<List<int>>();
        foreach (var text in texts.EnumerateArray())
        {
            rows.Add([]);
            tokenizer.Encode(text.GetString()!, textPair: null, 48, rows[^1]);
        }

        var length = rows.Max(row => row.Count);
        var ids = rows.SelectMany(row => row.Concat(Enumerable.Repeat(tokenizer.PaddingId, length - row.Count)));
        var mask = rows.SelectMany(row => Enumerable.Range(0, length).Select(t => t < row.Count ? 1L : 0L));
        return (tensor(ids.Select(id => (long)id).ToArray(), rows.Count, length), tensor(mask.ToArray(), rows.Count, length));
    }

    static void AssertClose(double expected, double actual) =>
        Assert.InRange(actual, expected - Tolerance * Math.Abs(expected), expected + Tolerance * Math.Abs(expected));
}
