using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Engine.Weights;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Runs of Hugging Face's, repeated by <see cref="TrainingRun"/> itself: no loop of the test's own.</summary>
public sealed class GoldenTrainingTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bert", ScheduleKind.Linear)]
    [InlineData("distilbert", ScheduleKind.Cosine)]
    [InlineData("electra", ScheduleKind.ConstantWithWarmup)]
    [InlineData("roberta", ScheduleKind.Polynomial)]
    [InlineData("modernbert", ScheduleKind.Linear)]
    [InlineData("llama", ScheduleKind.Linear)]
    [InlineData("qwen2", ScheduleKind.Linear)]
    [InlineData("qwen3", ScheduleKind.Linear)]
    [InlineData("gpt2", ScheduleKind.Linear)]
    [SharedData("xlm-roberta", ScheduleKind.Linear)]
    [SharedData("shared/modernbert", ScheduleKind.Linear)]
    [SharedData("shared/llama", ScheduleKind.Linear)]
    [SharedData("shared/qwen2", ScheduleKind.Linear)]
    [SharedData("shared/qwen3", ScheduleKind.Linear)]
    [SharedData("shared/gpt2", ScheduleKind.Linear)]
    [InlineData("deberta-v3", ScheduleKind.Linear)]
    [InlineData("mpnet", ScheduleKind.Linear)]
    [SharedData("albert", ScheduleKind.Cosine)]
    [SharedData("shared/deberta-v3", ScheduleKind.Linear)]
    [SharedData("shared/mpnet", ScheduleKind.Linear)]
    public void Steps_of_Hugging_Faces_training_are_reproduced(string name, ScheduleKind schedule)
    {
        using var golden = new GoldenModel(name);
        RequireSteps(golden, golden.Folder, schedule);
    }

    [Fact]
    public void Roberta_under_xlm_robertas_name_takes_the_steps_of_roberta()
    {
        using var golden = new GoldenModel("roberta");
        foreach (var file in Directory.GetFiles(golden.Folder))
        {
            _folder.Write($"xlm-roberta/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        }

        var config = File.ReadAllText(_folder["xlm-roberta", "config.json"]);
        _folder.Write("xlm-roberta/config.json", config.Replace("\"model_type\": \"roberta\"", "\"model_type\": \"xlm-roberta\"", StringComparison.Ordinal));

        var trained = RequireSteps(golden, _folder["xlm-roberta"], ScheduleKind.Polynomial);

        Assert.Equal(ModelFamilies.XlmRoberta, ModelConfigFile.Read(Path.Combine(trained.Folder.ModelFolder, "config.json")).Family);
    }

    [Theory]
    [InlineData("bert", ScheduleKind.Linear)]
    [InlineData("distilbert", ScheduleKind.Cosine)]
    [InlineData("electra", ScheduleKind.ConstantWithWarmup)]
    [InlineData("roberta", ScheduleKind.Polynomial)]
    [InlineData("modernbert", ScheduleKind.Linear)]
    [InlineData("llama", ScheduleKind.Linear)]
    [InlineData("qwen2", ScheduleKind.Linear)]
    [InlineData("qwen3", ScheduleKind.Linear)]
    [InlineData("gpt2", ScheduleKind.Linear)]
    [InlineData("deberta-v3", ScheduleKind.Linear)]
    [InlineData("mpnet", ScheduleKind.Linear)]
    public void In_bfloat16_the_losses_stay_near_Hugging_Faces_in_float32(string name, ScheduleKind schedule)
    {
        using var golden = new GoldenModel(name);
        var run = new GoldenRun(golden.Training);
        var (steps, summary) = run.Train(golden.Folder, _folder.Path, schedule, options => options with { Precision = Precision.Bf16 });

        // bfloat16 has 8 bits of mantissa: a rounding is up to 0.4 %, and some ten of them follow one another to a loss.
        foreach (var (step, got) in golden.Training.GetProperty("steps").EnumerateArray().Zip(steps))
        {
            GoldenRun.AssertClose(step.GetProperty("loss").GetDouble(), got.Loss, 0.03);
        }

        Assert.InRange(run.FinalDifference(summary.Folder.ModelFolder), 1e-5f, 0.1f);
    }

    TrainingSummary RequireSteps(GoldenModel golden, string folder, ScheduleKind schedule)
    {
        var expected = golden.Training;
        Assert.Equal(schedule.ToString(), expected.GetProperty("schedule").GetString()!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
        var run = new GoldenRun(expected);
        var (steps, summary) = run.Train(folder, _folder.Path, schedule, options => options);

        run.RequireSteps(steps);

        using var model = TextClassifier.Create(
            ModelConfigFile.Read(Path.Combine(summary.Folder.ModelFolder, "config.json")), CPU, new NativeDropout());
        Checkpoint.Load(model, Path.Combine(summary.Folder.ModelFolder, "model.safetensors"));
        var norms = expected.GetProperty("param_norms").EnumerateObject().ToDictionary(norm => norm.Name, norm => norm.Value.GetDouble());
        Assert.Equal(norms.Keys.Order(), model.Parameters.Layout.Slices.Keys.Order());
        foreach (var (parameter, norm) in norms)
        {
            using var view = model.Parameters.View(parameter);
            using var value = view.norm();
            // A bias of the keys adds the same to all scores of a query: its gradient is rounding alone, for AdamW as good as any.
            // GPT-2's is one with those of queries and values.
            var hasKeys = new[] { "key.bias", "attn.k.bias", "c_attn.bias" }.Any(end => parameter.EndsWith(end, StringComparison.Ordinal));
            GoldenRun.AssertClose(norm, value.item<float>(), hasKeys ? 1e-2 : 1e-4);
        }

        Assert.InRange(run.FinalDifference(summary.Folder.ModelFolder), 0, 1e-4f);
        return summary;
    }
}
