using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>
/// Numbers on the command line where the locale has a decimal comma or other letters. No such locale must be installed: .NET
/// brings them. scripts/test.sh runs the tests of the options under both too.
/// </summary>
public sealed class LocaleTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static string Done(string locale, params string[] args)
    {
        var start = TdProcess.StartInfo(args);
        start.Environment["LC_ALL"] = locale;
        using var process = System.Diagnostics.Process.Start(start)!;
        var result = TdProcess.Finish(process);
        Assert.True(result.ExitCode == 0, $"td {string.Join(' ', args)} under {locale}: {result.Error}");
        return result.Output;
    }

    [Theory]
    [InlineData("de_DE.UTF-8")]
    [InlineData("tr_TR.UTF-8")]
    [InlineData("fr_FR.UTF-8")]
    public void Numbers_are_read_as_they_are_written_whatever_the_locale(string locale)
    {
        var data = _folder.SmallDemo(30, 10);
        (string Option, double Value)[] options =
        [
            ("learning-rate", 0.0005), ("weight-decay", 0.025), ("max-grad-norm", 0.75), ("dropout", 0.15), ("warmup-ratio", 0.25),
            ("epochs", 2), ("batch-size", 8), ("eval-batch-size", 16), ("max-length", 24), ("vocabulary-size", 300), ("seed", 7),
            ("threads", 1), ("logging-steps", 3), ("gradient-accumulation-steps", 2), ("save-total-limit", 2), ("max-train-steps", 3),
            ("label-smoothing", 0.05),
        ];
        Done(
            locale,
            [
                "train", "--task", "demo", "--data-dir", data, "--from-scratch", "--output-dir", _folder["out"],
                .. options.SelectMany(one => new[] { $"--{one.Option}", FormattableString.Invariant($"{one.Value}") }),
            ]);
        var run = _folder["out", "demo", "bert-tiny"];
        var recorded = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!["options"]!.AsObject();
        Assert.All(options, one => Assert.Equal(one.Value, recorded[one.Option]!.GetValue<double>()));

        Done(
            locale, "select", run, "--metric", "confidence", "--fraction", "0.25", "--band", "0.001", "0.999", "--skip-top", "0.1", "--seed", "3",
            "--output-dir", _folder["sets"]);
        var how = File.ReadAllText(Path.Combine(Assert.Single(Directory.GetDirectories(_folder["sets"])), "selection.json"));
        using var selection = JsonDocument.Parse(how);
        Assert.Equal(7, selection.RootElement.GetProperty("examples").GetArrayLength());
        Assert.Contains("0.25", how, StringComparison.Ordinal);
        Assert.Contains("0.999", how, StringComparison.Ordinal);

        Assert.Equal(15, RegionSize(Done(locale, "select", run, "--proportion", "0.5", "--json")));
        Assert.Contains("3 of 30 rows", Done(locale, "inject-noise", Path.Combine(data, "train.tsv"), "--rate", "0.1", "--output-dir", _folder["noisy"]), StringComparison.Ordinal);
        foreach (var log in Directory.GetFiles(Path.Combine(run, "training_dynamics"), "dynamics_epoch_*"))
        {
            _folder.Write(Path.Combine("other", "training_dynamics", Path.GetFileName(log)), File.ReadAllBytes(log));
        }

        Done(locale, "compare", run, _folder["other"], "--proportion", "0.5", "--count", "2");
        Done(locale, "watch", run, "--once", "--size", "80x24", "--fps", "0.5");
        static int RegionSize(string json) => JsonNode.Parse(json)!["regions"]![0]!["examples"]!.GetValue<int>();
    }
}
