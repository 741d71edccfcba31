using System.Text.Json;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>The program's way with adapters, from a checkpoint to the map and to a whole model.</summary>
public sealed class AdapterTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_adapted_run_goes_from_a_checkpoint_to_the_map_to_predictions_and_to_a_whole_model()
    {
        var data = _folder.SmallDemo(40, 12);
        string[] all = ["train", "--task", "demo", "--data-dir", data, "--max-length", "16", "--threads", "1", "--seed", "1", "--output-dir", _folder["runs"]];
        Assert.Equal(0, TdProcess.Run([.. all, "--from-scratch", "--vocabulary-size", "400", "--epochs", "1", "--run-name", "base"]).ExitCode);
        var checkpoint = new RunFolder(_folder["runs", "base"]).ModelFolder;

        string[] adapt = [.. all, "--model", checkpoint, "--lora", "--lora-r", "4", "--epochs", "2", "--learning-rate", "5e-3", "--run-name", "adapted"];
        var trained = TdProcess.Run([.. adapt, "--map"]);

        Assert.Equal(0, trained.ExitCode);
        Assert.Matches("parameters, [0-9,]+ of them trained", trained.Output);
        var run = new RunFolder(_folder["runs", "adapted"]);
        Assert.True(File.Exists(run.MetricsPath));
        Assert.NotEmpty(Directory.GetFiles(run.FiguresFolder));
        Assert.Equal("""["query","value"]""", Options(run).GetProperty("lora-target").ValueKind == JsonValueKind.Null ? Targets(run) : "");
        Assert.Equal((4, "true"), (Options(run).GetProperty("lora-r").GetInt32(), Options(run).GetProperty("lora").GetRawText()));

        var already = TdProcess.Run([.. adapt, "--resume"]);
        Assert.Equal(0, already.ExitCode);
        Assert.Contains("already finished", already.Output, StringComparison.Ordinal);
        var other = TdProcess.Run([.. adapt, "--resume", "--lora-alpha", "8"]);
        Assert.Equal(2, other.ExitCode);
        Assert.StartsWith("td train: --lora-alpha: found 8, expected none", other.ErrorLine, StringComparison.Ordinal);

        Assert.Equal(0, TdProcess.Run("merge", run.Path, "-o", _folder["whole"]).ExitCode);
        var texts = _folder.Write("texts.jsonl", "{\"text\": \"a fine film\"}\n{\"text\": \"a dull and dreadful one\"}\n");
        Assert.Equal(Predicted(run.Path, texts), Predicted(_folder["whole"], texts));
        Assert.NotEqual(Predicted(checkpoint, texts), Predicted(_folder["whole"], texts));

        var taken = TdProcess.Run("merge", run.Path, "-o", _folder["whole"]);
        Assert.Equal(2, taken.ExitCode);
        Assert.Contains("--overwrite", taken.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(0, TdProcess.Run("merge", run.Path, "-o", _folder["whole"], "--overwrite").ExitCode);
    }

    static string Predicted(string model, string texts)
    {
        var result = TdProcess.Run("predict", "--model", model, "--input", texts, "--threads", "1");
        Assert.Equal(0, result.ExitCode);
        return result.Output;
    }

    static JsonElement Options(RunFolder run) => JsonDocument.Parse(File.ReadAllText(run.ManifestPath)).RootElement.GetProperty("options");

    static string Targets(RunFolder run) => JsonSerializer.Serialize(
        JsonDocument.Parse(File.ReadAllText(Path.Combine(run.ModelFolder, "adapter_config.json"))).RootElement.GetProperty("target_modules"));
}
